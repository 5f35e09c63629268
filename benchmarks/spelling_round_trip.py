"""Measure whether the station reads what it renders: the hand of the mode "watch", letter by letter.

The light renderer draws words that have all 26 letters, at several speeds; the device's recognition reads the frames. A
letter counts as recognized if it is the likeliest label of most frames in which it is held or drawn (J and Z: their
stroke is completed). It counts as accepted if read mode, with its hold, writes it down; PAUSE_S without a hand follow
each word, because an X at its end counts when no Z has followed.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from tqdm import tqdm

from benchmarks._common import model_identity, parser_for
from device.alphabet import DYNAMIC_LETTERS
from device.reading.spelling import lcs_length
from device.recognition.perception import make_smoother
from device.recognition.recognizer import open_recognizer
from device.recognition.smoothing import Smoother
from device.settings import SKINS, RecognitionSettings, Settings
from device.signing.performance import performance
from device.signing.renderer import HandRenderer
from device.signing.viewpoint import Viewpoint
from device.system.command_line import exit_code_of
from device.system.option_types import Real
from device.types import Frame, Scores

WORDS = ("QUICK", "JUMP", "FOX", "LAZY", "BROWN", "DOG", "VEX", "WITH", "GRAPES", "ZEBRA")
SPEEDS = (1.0, 2.0, 3.0)
FPS = 30.0
WIDTH, HEIGHT = 640, 480
UNIT_PX = 120.0
"""Size of the hand, pixels for wrist to middle knuckle: as before a webcam at arm's length."""
BACKGROUND = 150
PAUSE_S = 2.0
STROKE_LATE_S = 0.4
"""Time after its stroke in which J or Z may be recognized."""


def frames_of(word: str, speed: float, skin: str) -> Iterator[Frame]:
    """Render a word, frame by frame, before a grey wall; as the camera sees it, not mirrored."""
    line, renderer = performance(word, speed).line, HandRenderer(skin)
    view = Viewpoint(WIDTH, HEIGHT, UNIT_PX)
    for number in range(round(line.seconds * FPS)):
        rgba = renderer.render(line.at(number / FPS), view).rgba
        cover = rgba[..., 3:].astype(np.float32) / 255
        bgr = rgba[..., 2::-1] * cover + BACKGROUND * (1 - cover)
        yield Frame(bgr.astype(np.uint8), number / FPS, number)


def recognized(word: str, speed: float, scores: Sequence[Scores]) -> list[str]:
    """Return for each letter the label that it was recognized as, "" for none."""
    plan, out = performance(word, speed), []
    moments = plan.line
    for letter, start, end in zip(word, plan.starts, plan.ends, strict=True):
        if letter in DYNAMIC_LETTERS:
            drawn = {s.completed_dynamic for s in scores if start <= s.t <= end + STROKE_LATE_S}
            out.append(letter if letter in drawn else "")
            continue
        held = [s for s in scores if start <= s.t <= end and moments.at(s.t).phase == "hold" and s.box is not None]
        counts = Counter(s.top(1)[0][0] for s in held)
        out.append(counts.most_common(1)[0][0] if counts else "")
    return out


def written(smoother: Smoother, scores: Sequence[Scores]) -> str:
    """Return the letters that read mode writes down for the scores of a word, then PAUSE_S without a hand."""
    labels, end = scores[-1].labels, scores[-1].t
    none = np.zeros(len(labels), np.float32)
    pause = [Scores(end + number / FPS, labels, none, None) for number in range(1, round(PAUSE_S * FPS) + 1)]
    readings = [smoother.update(each) for each in (*scores, *pause)]
    return "".join(reading.letter for reading in readings if reading.fresh and reading.letter)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each speed and skin, then the letters that were not recognized."""
    parser = parser_for(__doc__)
    parser.add_argument("--speed", type=Real(0.1, 20.0), action="append", help="letters a second; may be repeated")
    parser.add_argument("--skin", choices=SKINS, action="append", help="may be repeated (default: medium)")
    args = parser.parse_args(arguments)
    sys.stdout.write(
        f"{model_identity()}\n{'a second':>9}{'skin':>8}{'letters':>9}{'recognized':>12}{'accepted':>10}\n"
    )
    for speed in args.speed or SPEEDS:
        for skin in args.skin or ("medium",):
            asked = right = accepted = 0
            missed: list[str] = []
            for word in tqdm(WORDS, disable=None):
                recognizer = open_recognizer(RecognitionSettings())
                scores = [recognizer.recognize(frame) for frame in frames_of(word, speed, skin)]
                text = written(make_smoother(recognizer, Settings()), scores)
                labels = recognized(word, speed, scores)
                asked += len(word)
                right += sum(label == letter for label, letter in zip(labels, word, strict=True))
                accepted += lcs_length(word, text)
                missed += [
                    f"{letter}→{label or '–'}" for label, letter in zip(labels, word, strict=True) if label != letter
                ]
            line = f"{speed:>9.1f}{skin:>8}{asked:>9}{right / asked:>12.0%}{accepted / asked:>10.0%}"
            sys.stdout.write(f"{line}   {' '.join(missed)}\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
