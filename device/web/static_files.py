"""The page's files: in memory from the start and known by name, so that no path of a request ever meets the disk."""

import html
import re
from pathlib import Path

from device.assets import handshapes
from device.assets.strings import Strings

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
PAGES = {"/": "index.html", "/pair": "pair.html"}
SKIN = "medium"
PLACE = re.compile(r"\{\{([a-z._-]+)\}\}")


class StaticFiles:
    """What can be had by GET: (content, MIME type) by path."""

    def __init__(self) -> None:
        """Read all files there are; the pages still without their words."""
        self._pages = {path: (FOLDER / name).read_text(encoding="utf-8") for path, name in PAGES.items()}
        self._files = {
            f"/static/{file.name}": (file.read_bytes(), TYPES[file.suffix])
            for file in sorted(FOLDER.iterdir())
            if file.suffix in TYPES and file.suffix != ".html"
        }
        folder = Path(handshapes.__file__).parent
        for letter in handshapes.LETTERS:
            picture = folder / f"{letter}_front_{SKIN}.webp"
            if picture.is_file():
                self._files[f"/handshape/{letter}"] = (picture.read_bytes(), TYPES[".webp"])

    @property
    def paths(self) -> tuple[str, ...]:
        """All there are."""
        return (*self._pages, *self._files)

    def get(self, path: str, strings: Strings) -> tuple[bytes, str]:
        """The file of a path, a page in the words of a language.

        Raises:
            KeyError: there is none.
        """
        if path in self._pages:
            return filled(self._pages[path], strings).encode(), TYPES[".html"]
        return self._files[path]


def filled(page: str, strings: Strings) -> str:
    """A page with {{table.key}} replaced by the words of a language, {{language}} by its code."""

    def word(place: "re.Match[str]") -> str:
        name = place[1]
        return strings.language if name == "language" else html.escape(strings(name), quote=True)

    return PLACE.sub(word, page)
