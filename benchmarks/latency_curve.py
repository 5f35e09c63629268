"""Draw the latency of a letter against false letters a minute, for several holds and windows of the smoother.

Each frame is recognized once; the smoother then runs over the scores with every pair of settings. *Latency*: every
burst (15 webcam frames of one letter, played forward and backward) follows one second without a hand; measured is the
time from its first frame to its letter, on the frames' clock. *False letters*: pictures of hands/, split dev, that show
no letter (places without a hand, other handshapes), each for one second. Still pictures are pessimistic: one that is
misread stays so for the whole second. What displays add is measured by `latency`.
"""

import csv
import gzip
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from benchmarks._common import BURST_FPS, add_data, letters_of, model_identity, parser_for, read_burst, recognize_burst
from device.recognition.perception import make_smoother
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings, Settings, with_values
from device.system.command_line import exit_code_of
from device.types import Frame, Pixels, Scores

HOLDS_S = (0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 1.0)
WINDOWS_S = (0.35, 0.5, 0.7)
SHOWN_S, ABSENT_S = 3.0, 1.0
PICTURE_S = 1.0


def no_sign_pictures(data: Path) -> dict[str, list[Pixels]]:
    """Return the whole frames of hands/, split dev, that show no letter: {"no hand" or "other handshape": pictures}."""
    folder = data / "hands"
    pictures: dict[str, list[Pixels]] = {"no hand": [], "other handshape": []}
    with gzip.open(folder / "index.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            look_alike = row["letter"].startswith("digit_")  # 0, 1, 2, 6 and 9 are handshapes of letters
            if row["split"] != "dev" or row["kind"] != "frame" or look_alike or row["use"] not in ("nothing", "other"):
                continue
            name = row["archive"] if row["archive"].endswith(".zip") else f"{row['archive']}.zip"
            with zipfile.ZipFile(folder / name) as archive:
                content = np.frombuffer(archive.read(row["file"]), np.uint8)
            image = np.asarray(cv2.imdecode(content, cv2.IMREAD_GRAYSCALE), np.uint8)
            pictures["no hand" if row["use"] == "nothing" else "other handshape"].append(image)
    return pictures


def burst_letters(
    bursts: Sequence[tuple[str, list[Scores]]], recognizer: Recognizer, settings: Settings
) -> list[float]:
    """Return for each burst the seconds from its first frame to its letter; infinite if the letter never counts."""
    seconds = []
    for letter, scores in bursts:
        smoother = make_smoother(recognizer, settings)
        loop = [*scores, *scores[-2:0:-1]]
        took = float("inf")
        for number in range(int((ABSENT_S + SHOWN_S) * BURST_FPS)):
            t = number / BURST_FPS
            held = number - int(ABSENT_S * BURST_FPS)
            each = loop[held % len(loop)]
            p = each.p if held >= 0 else 0 * each.p
            now = replace(each, t=t, p=p) if held >= 0 else Scores(t, each.labels, p, None)
            reading = smoother.update(now)
            if reading.fresh and reading.letter == letter and took == float("inf"):
                took = held / BURST_FPS
        seconds.append(took)
    return seconds


def false_letters(pictures: Sequence[list[Scores]], recognizer: Recognizer, settings: Settings) -> int:
    """Return how many letters count in a slide show; each picture has its scores of one second."""
    smoother, count, number = make_smoother(recognizer, settings), 0, 0
    for picture in pictures:
        for each in picture:
            count += smoother.update(replace(each, t=number / BURST_FPS)).fresh
            number += 1
    return count


def slide_show(pictures: Sequence[Pixels], recognizer: Recognizer, kind: str) -> Iterator[list[Scores]]:
    """Yield the scores of one second of each picture; the hand is tracked after its first frame."""
    frames = round(PICTURE_S * BURST_FPS)
    for image in tqdm(pictures, desc=kind, disable=None):
        recognizer.reset()
        seen = [recognizer.recognize(Frame(image, i / BURST_FPS, i)) for i in range(3)]
        yield [*seen, *[seen[-1]] * (frames - len(seen))]  # a still picture gives the same scores from then on


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one row for each window and hold; the shipped one is marked."""
    parser = parser_for(__doc__)
    add_data(parser)
    args = parser.parse_args(arguments)
    recognizer = open_recognizer(RecognitionSettings())
    known = letters_of(recognizer)
    folders = [folder for folder in sorted((args.data / "bursts").glob("*/*")) if folder.name in known]
    bursts = [
        (folder.name, recognize_burst(recognizer, read_burst(folder)))
        for folder in tqdm(folders, "bursts", disable=None)
    ]
    shows = {
        kind: list(slide_show(pictures, recognizer, kind)) for kind, pictures in no_sign_pictures(args.data).items()
    }
    minutes = {kind: len(show) * PICTURE_S / 60 for kind, show in shows.items()}
    out, shipped = sys.stdout.write, Settings().smoothing
    out(f"{model_identity()}\n{len(bursts)} bursts; ")
    out(", ".join(f"{len(show)} pictures of {kind}" for kind, show in shows.items()))
    out("\n| window, s | hold, s | median, s | p95, s | never counts | false letters a minute: ")
    out(" | ".join(shows) + " |\n| --: | --: | --: | --: | --: | --: |" + " --: |" * len(shows) + "\n")
    for window in WINDOWS_S:
        for hold in sorted({*HOLDS_S, shipped.hold_s}):
            settings = with_values(Settings(), "smoothing", window_s=window, hold_s=hold)
            took = np.array(burst_letters(bursts, recognizer, settings))
            counted = took[np.isfinite(took)]
            rates = [false_letters(show, recognizer, settings) / minutes[kind] for kind, show in shows.items()]
            mark = " (shipped)" if (window, hold) == (shipped.window_s, shipped.hold_s) else ""
            out(f"| {window:g} | {hold:g}{mark} | {np.median(counted):.2f} | {np.percentile(counted, 95):.2f} ")
            out(f"| {len(took) - len(counted)} | " + " | ".join(f"{rate:.1f}" for rate in rates) + " |\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
