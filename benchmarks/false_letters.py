"""Letters out of nothing: `python -m benchmarks.false_letters --data ../shared/data`.

There is no video of people who sign nothing, only pictures: hands in other handshapes, faces and walls, 25 of a kind.
Each picture is shown for a second (15 frames), one after the other, as a slide show before the reading station; every
letter that counts is a false one. That is harder than life where a wrong picture stands still, and easier where hands
move from one thing to the next. Only the split “eval” was seen neither in training nor in setting thresholds.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from device.camera.pictures import read_picture
from device.reading.letters import confirmed_letters
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings, Settings
from device.types import Frame
from tests.tools.networks import identity
from training.datasets.negatives import LETTER_LIKE

FPS, SHOWN_S = 15, 1.0


def false_letters(recognizer: Recognizer, pictures: list[Path]) -> str:
    """What the reading station makes of a slide show."""
    recognizer.reset()
    perception = Perception(recognizer, make_smoother(recognizer, Settings()))

    def frames() -> Iterator[Frame]:
        number = 0
        for path in pictures:
            picture = read_picture(path)
            for _ in range(round(FPS * SHOWN_S)):
                yield Frame(picture, number / FPS, number)
                number += 1

    return "".join(each.letter for each in confirmed_letters(perception, frames()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--path", default="landmark", choices=("landmark", "baseline"))
    args = parser.parse_args()
    recognizer = open_recognizer(RecognitionSettings(path=args.path))
    folder = args.data / "negatives"
    groups: dict[tuple[str, str], dict[str, list[Path]]] = {}
    with (folder / "index.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["what"] not in LETTER_LIKE:
                shows = groups.setdefault((row["split"], row["kind"]), {})
                shows.setdefault(f"{row['source']} {row['what']}", []).append(folder / row["file"])
    out = sys.stdout.write
    out(
        f"{identity()}\n{'split':7}{'kind':18}{'people':>7}{'pictures':>10}{'minutes':>9}"
        f"{'false letters':>15}{'a minute':>10}  which\n"
    )
    for (split, kind), shows in sorted(groups.items()):
        texts = [false_letters(recognizer, pictures) for pictures in tqdm(shows.values(), desc=kind, disable=None)]
        count, pictures = sum(map(len, texts)), sum(map(len, shows.values()))
        minutes = pictures * SHOWN_S / 60
        people = len({name.split()[0] for name in shows})
        which = " ".join(f"{letter}{n}" for letter, n in Counter("".join(texts)).most_common(8))
        out(f"{split:7}{kind:18}{people:>7}{pictures:>10}{minutes:>9.1f}{count:>15}{count / minutes:>10.1f}  {which}\n")


if __name__ == "__main__":
    main()
