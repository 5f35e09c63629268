"""How much of everything one browser, one address and all of them together may use. Pure: time comes in."""

from collections import OrderedDict

REQUEST_BYTES = 16 * 1024  # a form; nothing longer is ever sent but pictures, which go over the WebSocket
PICTURE_BYTES = 256 * 1024  # of a browser's camera: 640 pixels wide at JPEG quality 0.8 are about 40 kB
PICTURE_PIXELS = 1280 * 960  # a small file can claim to be a huge picture
REQUEST_S = 10.0  # to read a request and answer it
IDLE_S = 15.0  # of a connection without a request, also of one that sends its headers drop by drop
CONNECTIONS, CONNECTIONS_EACH = 96, 24  # at once, of all and of one address; a browser opens six and a WebSocket
VIEWERS = 16  # WebSockets at once: a class; each costs a picture's bandwidth
STALLED_S = 20.0  # a viewer that takes nothing for so long is let go; its page comes back by itself
ADDRESSES = 256  # remembered at once


class Bucket:
    """So many at once, and so many a second in the long run."""

    def __init__(self, burst: float, per_s: float) -> None:
        self._burst, self._per_s = burst, per_s
        self._left, self._t = burst, float("-inf")

    def take(self, t: float) -> bool:
        """One more at time t (seconds, monotonic); False when that is too many."""
        self._left = min(self._burst, self._left + max(0.0, t - self._t) * self._per_s)
        self._t = max(t, self._t)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def give_back(self) -> None:
        """The last one was fine, after all."""
        self._left = min(self._burst, self._left + 1)


class Addresses:
    """A bucket for each address; the least recently seen one is forgotten when there are too many."""

    def __init__(self, burst: float, per_s: float, most: int = ADDRESSES) -> None:
        self._burst, self._per_s, self._most = burst, per_s, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, t: float) -> bool:
        """One more from this address; False when that is too many."""
        bucket = self._buckets.setdefault(address, Bucket(self._burst, self._per_s))
        self._buckets.move_to_end(address)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return bucket.take(t)

    def __len__(self) -> int:
        return len(self._buckets)
