"""The JSON value that a browser sends as the body of a request."""

from typing import Any

from aiohttp import web

from device.system.json_text import parse_json


async def read_json(request: web.Request, max_bytes: int = 0) -> Any:
    """Return the JSON value of a request; `max_bytes` raises the limit that holds for all requests.

    Raises:
        web.HTTPUnsupportedMediaType: the request does not say that it is JSON.
        web.HTTPBadRequest: it is not.
        web.HTTPRequestEntityTooLarge: it is larger than `max_bytes`.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON.")
    try:
        return parse_json(await (_read(request, max_bytes) if max_bytes else request.text()))
    except (ValueError, LookupError):
        raise web.HTTPBadRequest(text="The request is not valid JSON.") from None


async def _read(request: web.Request, max_bytes: int) -> str:
    """Return the body of a request.

    Raises:
        web.HTTPRequestEntityTooLarge: it is larger than `max_bytes`.
    """
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > max_bytes:
            raise web.HTTPRequestEntityTooLarge(max_size=max_bytes, actual_size=len(body))
    return body.decode("utf-8")
