"""The page's files: read into memory at the start and served by name, so that no request path reaches the disk."""

import gzip
import html
import io
import re
from pathlib import Path

from device.alphabet import ALPHABET
from device.assets import handshapes
from device.assets.animals import FACES, animal_svg
from device.assets.strings import Strings
from device.signing.hand_model import FOLDER as HAND_FOLDER
from device.signing.pictures import sign_picture

FOLDER = Path(__file__).parent / "static"
GLB_FILE = HAND_FOLDER / "hand.glb"
MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".glb": "model/gltf-binary",
}
PAGES = {"/": "index.html", "/pair": "pair.html"}
NUMBER_SIDE = 240
SKIN: handshapes.Skin = "medium"
PLACEHOLDER = re.compile(r"\{\{([a-z._-]+)\}\}")


class StaticFiles:
    """All files that the page can request."""

    def __init__(self) -> None:
        """Read the files; texts are filled into the pages when they are requested."""
        self._pages = {path: (FOLDER / name).read_text(encoding="utf-8") for path, name in PAGES.items()}
        self._files = {
            f"/static/{file.relative_to(FOLDER) if FOLDER in file.parents else file.name}": (
                file.read_bytes(),
                MEDIA_TYPES[file.suffix],
            )
            for file in sorted((*FOLDER.iterdir(), *(FOLDER / "vendor").iterdir(), GLB_FILE))
            if file.suffix in MEDIA_TYPES and file.suffix != ".html"
        }
        self._compressed: dict[str, bytes] = {}
        self._numbers: dict[str, bytes] = {}
        for slot in FACES:
            self._files[f"/animal/{slot}"] = (animal_svg(slot).encode(), MEDIA_TYPES[".svg"])
        for letter in ALPHABET:
            picture = handshapes.picture_file(letter, "front", SKIN)
            if picture.is_file():
                self._files[f"/handshape/{letter}"] = (picture.read_bytes(), MEDIA_TYPES[".webp"])

    @property
    def paths(self) -> tuple[str, ...]:
        """All request paths."""
        return (*self._pages, *self._files)

    def compressed(self, path: str, content: bytes) -> bytes | None:
        """Return the content of a path as gzip, None where that saves nothing; the page itself is short and changes."""
        if path in self._pages or self._files[path][1] == MEDIA_TYPES[".webp"]:
            return None
        if path not in self._compressed:
            self._compressed[path] = gzip.compress(content, 6, mtime=0)
        return self._compressed[path]

    def number(self, name: str) -> bytes:
        """Return the picture of a number as WebP; it is drawn when it is asked for."""
        path = f"/handshape/{name}"
        if path not in self._numbers:
            out = io.BytesIO()
            sign_picture(name, NUMBER_SIDE).save(out, "WEBP", quality=80)
            self._numbers[path] = out.getvalue()
        return self._numbers[path]

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
