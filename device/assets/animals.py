"""Faces of the animals that stand for learners, drawn from ellipses and polygons: as pixels, and as SVG for the page.

Each shape is a colour and numbers in a field of 100 × 100: four for an ellipse (centre and radii), more for the corners
of a polygon. A colour with a tilde stands for a shape and its mirror image.
"""

from functools import lru_cache

from PIL import Image, ImageDraw

SIDE = 100
FINE = 4
"""Factor of the size at which pixels are drawn, before they are made smaller."""
GROUND, INK, WHITE = "#d7e0e8", "#1e2229", "#ffffff"
EYE = ("~" + INK, (35, 50, 5, 6))
Shape = tuple[str, tuple[float, ...]]


def _face(colour: str, *ears: Shape) -> tuple[Shape, ...]:
    """Return ears and a round head with a dark edge, so that a light one stands out from the ground."""
    return (*ears, (INK, (50, 56, 36, 33)), (colour, (50, 56, 34, 31)))


def _pointed(colour: str) -> tuple[Shape, ...]:
    return (("~" + INK, (13, 8, 48, 32, 17, 56)), ("~" + colour, (16, 13, 44, 33, 20, 50)))


def _round(colour: str, inner: str, radius: float = 15) -> tuple[Shape, ...]:
    return (
        ("~" + INK, (24, 27, radius + 2, radius + 2)),
        ("~" + colour, (24, 27, radius, radius)),
        ("~" + inner, (24, 27, radius * 0.55, radius * 0.55)),
    )


def _muzzle(colour: str, nose: str = INK) -> tuple[Shape, ...]:
    return ((colour, (50, 70, 17, 13)), (nose, (50, 64, 7, 4.5)), (INK, (49, 66, 51, 66, 51, 76, 49, 76)))


FACES: dict[str, tuple[Shape, ...]] = {
    "red-fox": (
        *_face("#d8552b", *_pointed("#d8552b")),
        ("~" + WHITE, (16, 58, 38, 62, 50, 86, 34, 82, 22, 72)),
        EYE,
        (INK, (50, 83, 7, 5)),
    ),
    "blue-whale": (
        ("~#6fb1f0", (50, 20, 44, 8, 36, 6, 38, 12, 46, 24)),
        (INK, (50, 58, 46, 32)),
        ("#2f6fd0", (50, 58, 44, 30)),
        ("#cfe3fa", (50, 74, 32, 13)),
        ("~" + INK, (22, 56, 4.5, 5.5)),
        (INK, (30, 67, 50, 72, 70, 67, 70, 69, 50, 74.5, 30, 69)),
    ),
    "green-frog": (
        ("~" + INK, (28, 27, 17, 17)),
        ("~#4caf3f", (28, 27, 15, 15)),
        *_face("#4caf3f"),
        ("~" + WHITE, (28, 26, 10, 10)),
        ("~" + INK, (28, 26, 5, 6)),
        (INK, (24, 64, 50, 74, 76, 64, 74, 70, 50, 79, 26, 70)),
    ),
    "yellow-duck": (
        ("#f4c51e", (44, 26, 50, 6, 56, 26)),
        *_face("#f4c51e"),
        EYE,
        (INK, (50, 69, 27, 12)),
        ("#f08519", (50, 69, 25, 10)),
        (INK, (27, 68, 73, 68, 73, 70, 27, 70)),
    ),
    "white-owl": (
        *_face("#f4f4ef", *_pointed("#f4f4ef")),
        ("~#b9c0c8", (35, 50, 15, 15)),
        ("~" + WHITE, (35, 50, 12, 12)),
        ("~" + INK, (35, 50, 6, 7)),
        ("#f08519", (43, 60, 57, 60, 50, 76)),
    ),
    "black-bear": (
        *_face("#3a3634", *_round("#3a3634", "#8a6f5a")),
        *_muzzle("#c8a789"),
        ("~" + WHITE, (35, 50, 6, 7)),
        ("~" + INK, (36, 51, 4, 5)),
    ),
    "orange-tiger": (
        *_face("#f08c28", *_round("#f08c28", "#f7d9b5", 13)),
        (INK, (46, 25, 54, 25, 50, 42)),
        ("~" + INK, (28, 29, 35, 26, 37, 38)),
        ("~" + INK, (16, 52, 27, 56, 16, 60)),
        ("~" + INK, (18, 66, 28, 67, 22, 72)),
        *_muzzle(WHITE, "#d0606a"),
        EYE,
    ),
    "purple-cat": (
        *_face("#8b55c4", *_pointed("#8b55c4")),
        ("~#f3d94a", (35, 50, 8, 8)),
        ("~" + INK, (35, 50, 3, 7)),
        ("#f0a0c0", (45, 64, 55, 64, 50, 70)),
        ("~" + INK, (38, 70, 12, 65, 12, 67, 38, 72)),
        ("~" + INK, (38, 74, 14, 77, 14, 79, 38, 76)),
    ),
    "pink-pig": (
        *_face("#f4a3b5", *_pointed("#e8889e")),
        EYE,
        (INK, (50, 68, 19, 14)),
        ("#e8889e", (50, 68, 17, 12)),
        ("~" + INK, (43, 68, 3.5, 5)),
    ),
    "brown-horse": (
        ("~" + INK, (26, 4, 44, 26, 28, 34)),
        ("~#8a5a33", (28, 9, 41, 26, 30, 31)),
        (INK, (50, 54, 27, 42)),
        ("#8a5a33", (50, 54, 25, 40)),
        ("#3c2415", (40, 8, 60, 8, 54, 40, 46, 34)),
        ("#d9b58e", (50, 78, 22, 17)),
        ("~" + INK, (36, 46, 4.5, 6)),
        ("~" + INK, (42, 77, 3, 5)),
    ),
    "grey-mouse": (
        *_face("#a3a9b2", *_round("#a3a9b2", "#f0b9c6", 20)),
        EYE,
        ("#e07f96", (50, 70, 6, 5)),
        ("~" + INK, (40, 74, 14, 70, 14, 72, 40, 76)),
        ("~" + INK, (40, 79, 16, 81, 16, 83, 40, 81)),
    ),
    "golden-fish": (
        (INK, (68, 50, 98, 22, 90, 50, 98, 78)),
        ("#d98a12", (71, 50, 94, 28, 87, 50, 94, 72)),
        (INK, (44, 50, 40, 29)),
        ("#f0b429", (44, 50, 38, 27)),
        ("#d98a12", (46, 40, 62, 50, 46, 60, 54, 50)),
        (WHITE, (25, 44, 8, 8)),
        (INK, (24, 44, 4, 5)),
        (INK, (8, 58, 22, 59, 22, 61, 9, 61)),
    ),
}


def shapes(slot: str) -> list[Shape]:
    """Return the shapes of a learner's animal, the lowest first, with mirror images.

    Raises:
        KeyError: there is no such slot.
    """
    found: list[Shape] = [(GROUND, (SIDE / 2, SIDE / 2, SIDE / 2, SIDE / 2))]
    for colour, numbers in FACES[slot]:
        found.append((colour.removeprefix("~"), numbers))
        if colour.startswith("~"):
            found.append((colour[1:], _mirrored(numbers)))
    return found


def animal_svg(slot: str) -> str:
    """Return a learner's animal as an SVG file.

    Raises:
        KeyError: there is no such slot.
    """
    drawn = []
    for colour, numbers in shapes(slot):
        if len(numbers) == 4:
            x, y, wide, high = numbers
            drawn.append(f'<ellipse cx="{x:g}" cy="{y:g}" rx="{wide:g}" ry="{high:g}" fill="{colour}"/>')
        else:
            drawn.append(f'<polygon points="{" ".join(f"{value:g}" for value in numbers)}" fill="{colour}"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{"".join(drawn)}</svg>'


@lru_cache(maxsize=32)
def animal_picture(slot: str, side: int) -> Image.Image:
    """Return a learner's animal, RGBA, `side` × `side` pixels.

    Raises:
        KeyError: there is no such slot.
    """
    scale = FINE * side / SIDE
    picture = Image.new("RGBA", (FINE * side, FINE * side))
    pen = ImageDraw.Draw(picture)
    for colour, numbers in shapes(slot):
        scaled = [value * scale for value in numbers]
        if len(scaled) == 4:
            x, y, wide, high = scaled
            pen.ellipse((x - wide, y - high, x + wide, y + high), fill=colour)
        else:
            pen.polygon(scaled, fill=colour)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _mirrored(numbers: tuple[float, ...]) -> tuple[float, ...]:
    if len(numbers) == 4:
        return (SIDE - numbers[0], *numbers[1:])
    return tuple(SIDE - value if index % 2 == 0 else value for index, value in enumerate(numbers))
