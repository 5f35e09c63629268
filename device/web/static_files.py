"""The page's files: read into memory at the start and served by name, so that no request path reaches the disk."""

import html
import re
from pathlib import Path

from device.alphabet import ALPHABET
from device.assets import handshapes
from device.assets.strings import Strings

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
PAGES = {"/": "index.html", "/pair": "pair.html"}
SKIN: handshapes.Skin = "medium"
PLACEHOLDER = re.compile(r"\{\{([a-z._-]+)\}\}")


class StaticFiles:
    """All files that the page can request."""

    def __init__(self) -> None:
        """Read the files; texts are filled into the pages when they are requested."""
        self._pages = {path: (FOLDER / name).read_text(encoding="utf-8") for path, name in PAGES.items()}
        self._files = {
            f"/static/{file.name}": (file.read_bytes(), MEDIA_TYPES[file.suffix])
            for file in sorted(FOLDER.iterdir())
            if file.suffix in MEDIA_TYPES and file.suffix != ".html"
        }
        for letter in ALPHABET:
            picture = handshapes.picture_file(letter, "front", SKIN)
            if picture.is_file():
                self._files[f"/handshape/{letter}"] = (picture.read_bytes(), MEDIA_TYPES[".webp"])

    @property
    def paths(self) -> tuple[str, ...]:
        """All request paths."""
        return (*self._pages, *self._files)

    def get(self, path: str, strings: Strings) -> tuple[bytes, str]:
        """Return content and media type of a path; a page with its texts filled in.

        Raises:
            KeyError: there is no such path.
        """
        if path in self._pages:
            return fill_in(self._pages[path], strings).encode(), MEDIA_TYPES[".html"]
        return self._files[path]


def fill_in(page: str, strings: Strings) -> str:
    """Return a page with {{table.key}} replaced by the text, {{language}} by the language's code.

    Raises:
        KeyError: the catalogue has no such text.
    """

    def text(placeholder: "re.Match[str]") -> str:
        name = placeholder[1]
        return strings.language if name == "language" else html.escape(strings(name), quote=True)

    return PLACEHOLDER.sub(text, page)
