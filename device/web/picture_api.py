"""HTTP requests for the pictures of signs, and for the movement of the hand that spells."""

import asyncio

from aiohttp import web

from device.signing.spelling import MAX_SPEED, MIN_SPEED, SpellingError
from device.signing.tracks import spelling_track
from device.web.context import WebContext
from device.web.request_checks import refusal
from device.web.sign_pictures import KEEP_S, asked_picture


class PictureApi:
    """Handlers, one for each path."""

    def __init__(self, context: WebContext) -> None:
        """Serve this state."""
        self._context = context

    def routes(self) -> list[web.RouteDef]:
        """Return all routes."""
        return [
            web.get("/api/spelling", self.spelling),
            web.get("/handshape/{number:[0-9]}", self.number),
            web.get("/picture/{sign:[A-Z0-9]}", self.picture),
        ]

    async def spelling(self, request: web.Request) -> web.Response:
        """Return how the rigged hand spells a text."""
        text = request.query.get("text", "")[: self._context.limits.spelling_letters]
        try:
            speed = round(min(MAX_SPEED, max(MIN_SPEED, float(request.query.get("speed", "2")))), 1)
            track = await asyncio.to_thread(spelling_track, text, speed)
        except ValueError:
            return refusal(400, "speed is a number of letters a second.")
        except SpellingError as error:
            return refusal(400, str(error))
        response = web.json_response(track)
        response.enable_compression()
        return response

    async def number(self, request: web.Request) -> web.Response:
        """Return the picture of a number."""
        picture = await asyncio.to_thread(self._context.files.number, request.match_info["number"])
        return web.Response(body=picture, content_type="image/webp", headers={"Cache-Control": "max-age=3600"})

    async def picture(self, request: web.Request) -> web.Response:
        """Return the picture of a sign as the query asks for it."""
        try:
            picture = await asyncio.to_thread(asked_picture, request.match_info["sign"], dict(request.query))
        except KeyError:
            return refusal(400, "A picture has seen_from, skin, hand, off and still; see docs/web-api.md.")
        headers = {"Cache-Control": f"max-age={KEEP_S}"}
        return web.Response(body=picture, content_type="image/webp", headers=headers)
