"""The language of one browser: its own choice, in a cookie that the page sets; without one, the station's language."""

from aiohttp import web

from device.settings import LANGUAGES

COOKIE = "handshape_language"


def language_of(request: web.Request) -> str | None:
    """Return the language that a browser has chosen, None if it has chosen none that exists."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else None
