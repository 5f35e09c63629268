"""How much one browser, one address and all of them together may use. docs/web-api.md lists the same numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes and pixels, times in seconds, rates in events per second.

    Attributes:
        request_bytes: of a request's body; forms are short, and images use the WebSocket.
        image_bytes: of an image from a browser's camera; 640 pixels wide at JPEG quality 0.8 are about 40 kB.
        image_pixels: width × height of such an image; a small file can declare a huge one.
        broken_images: in a row, before the WebSocket is closed.
        request_s: to read and answer a request.
        idle_s: of a connection without a complete request.
        connections: open at once, in all.
        address_connections: open at once from one address; a browser opens six and a WebSocket.
        viewers: WebSockets open at once; each costs the bandwidth of the preview.
        stalled_s: after which a viewer that confirms no view is disconnected; its page connects again.
        stall_check_s: between two checks for it.
        request_burst, request_rate: of one address; loading the page takes about 25 requests.
        command_burst, command_rate: presses and camera commands of one WebSocket.
        message_burst, message_rate: of one WebSocket, images and confirmations included.
        change_burst, change_rate: changes of settings, of all browsers; each starts a session and writes to the disk.
        answer_characters: of a written answer; more are left out.
        spelling_letters: of a text whose movements are asked for.
    """

    request_bytes: int = 16 * 1024
    image_bytes: int = 256 * 1024
    image_pixels: int = 1280 * 960
    broken_images: int = 10
    request_s: float = 10.0
    idle_s: float = 15.0
    connections: int = 96
    address_connections: int = 24
    viewers: int = 16
    stalled_s: float = 20.0
    stall_check_s: float = 2.0
    request_burst: float = 120
    request_rate: float = 30
    command_burst: float = 20
    command_rate: float = 10
    message_burst: float = 120
    message_rate: float = 100
    change_burst: float = 5
    change_rate: float = 1
    answer_characters: int = 64
    spelling_letters: int = 40
