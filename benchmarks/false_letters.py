"""Count letters that are recognized where no one signs.

We have no video of people who do not sign. The program shows still images of other handshapes, faces and walls, 25 of
a kind, for one second (15 frames) each. A misread image therefore counts for a full second, which is pessimistic; the
movements between two things are missing, which is optimistic. Only the split `eval` was used neither in training nor
for thresholds.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from benchmarks._common import model_identity, recognition_parser
from device.camera.pictures import read_picture
from device.reading.letters import confirmed_letters
from device.recognition.perception import Perception, make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings, Settings
from device.system.command_line import exit_code_of
from device.system.csv_table import read_table
from device.types import Frame
from training.datasets.negatives import LETTER_LIKE

FPS, SHOWN_S = 15, 1.0


def false_letters(recognizer: Recognizer, pictures: Sequence[Path]) -> str:
    """Return the letters that read mode recognizes in a slide show."""
    recognizer.reset()
    perception = Perception(recognizer, make_smoother(recognizer, Settings()))

    def frames() -> Iterator[Frame]:
        number = 0
        for path in pictures:
            image = read_picture(path)
            for _ in range(round(FPS * SHOWN_S)):
                yield Frame(image, number / FPS, number)
                number += 1

    return "".join(each.letter for each in confirmed_letters(perception, frames()))


def slide_shows(folder: Path) -> dict[tuple[str, str], dict[str, list[Path]]]:
    """Return {(split, kind): {source and what: pictures}} of the negatives, without handshapes of letters."""
    groups: dict[tuple[str, str], dict[str, list[Path]]] = {}
    for row in read_table(folder / "index.csv", ("split", "kind", "source", "what", "file")):
        cells = row.cells
        if cells["what"] not in LETTER_LIKE:
            shows = groups.setdefault((cells["split"], cells["kind"]), {})
            shows.setdefault(f"{cells['source']} {cells['what']}", []).append(folder / cells["file"])
    return groups


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each split and kind."""
    args = recognition_parser(__doc__).parse_args(arguments)
    recognizer = open_recognizer(RecognitionSettings(path=args.path))
    out = sys.stdout.write
    out(
        f"{model_identity()}\n{'split':7}{'kind':18}{'people':>7}{'pictures':>10}{'minutes':>9}"
        f"{'false letters':>15}{'a minute':>10}  which\n"
    )
    for (split, kind), shows in sorted(slide_shows(args.data / "negatives").items()):
        texts = [false_letters(recognizer, pictures) for pictures in tqdm(shows.values(), desc=kind, disable=None)]
        count, pictures = sum(map(len, texts)), sum(map(len, shows.values()))
        minutes = pictures * SHOWN_S / 60
        people = len({name.split()[0] for name in shows})
        which = " ".join(f"{letter}{n}" for letter, n in Counter("".join(texts)).most_common(8))
        out(f"{split:7}{kind:18}{people:>7}{pictures:>10}{minutes:>9.1f}{count:>15}{count / minutes:>10.1f}  {which}\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
