"""Token buckets. Pure: time comes in.

aiohttp has no rate limit. The libraries that add one (aiolimiter, aiohttp-ratelimiter) delay a request or need a
store of their own; here a request over the limit is refused at once.
"""

from collections import OrderedDict

MAX_ADDRESSES = 256  # buckets kept at once


class Bucket:
    """Allows a burst, and a rate in the long run (token bucket)."""

    def __init__(self, burst: float, per_s: float) -> None:
        """Start full.

        Args:
            burst: events allowed at once.
            per_s: events per second in the long run.
        """
        self._burst, self._per_s = burst, per_s
        self._tokens, self._t = burst, float("-inf")

    def take(self, t: float) -> bool:
        """Count one event at time t (s, monotonic); return False if it is over the limit."""
        self._tokens = min(self._burst, self._tokens + max(0.0, t - self._t) * self._per_s)
        self._t = max(t, self._t)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def give_back(self) -> None:
        """Return the last token: that event does not count."""
        self._tokens = min(self._burst, self._tokens + 1)


class AddressBuckets:
    """One bucket for each address. The least recently used one is dropped when there are too many."""

    def __init__(self, burst: float, per_s: float, max_addresses: int = MAX_ADDRESSES) -> None:
        """Start without addresses; `burst` and `per_s` as for Bucket."""
        self._burst, self._per_s, self._max = burst, per_s, max_addresses
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, t: float) -> bool:
        """Count one event of this address at time t (s, monotonic); return False if it is over the limit."""
        bucket = self._buckets.setdefault(address, Bucket(self._burst, self._per_s))
        self._buckets.move_to_end(address)
        if len(self._buckets) > self._max:
            self._buckets.popitem(last=False)
        return bucket.take(t)

    def __len__(self) -> int:
        """Return the number of addresses kept."""
        return len(self._buckets)
