"""Thresholds that the conversion writes into the metadata of the models; device, tutor and scoreboard read them there.

    python -m convert.thresholds device/models/station/hand.json

writes those of the landmark model into the metadata of an installed one without converting it again, and with
second.json those of the second opinion.
"""

import sys
from dataclasses import replace
from pathlib import Path

from device.recognition.dynamic.decisions import DEFAULT_DONE
from device.recognition.metadata import read_metadata, write_metadata
from device.system.command_line import exit_code_of
from device.tutor.verification import VerifyThresholds

VERIFY = VerifyThresholds()
"""The tutor's thresholds, which stay at their defaults.

With the networks of version 10, 96.1 % are true and 1.5 % false accepts of single frames (`python -m training dev`), so
there is no need for others.
"""

LANDMARK_MODEL_THRESHOLDS = {
    "enter": 0.65,
    "exit": 0.4,
    "hand": 0.7,
    "sure_peak": 7.0,
    "exact_peak": 9.0,
    "min_peak": 7.25,
    "retry_peak": 5.5,
    "closer_peak": 4.5,
    "score_weight": 4.0,
    **VERIFY.as_metadata(),
}
"""Chosen on dev (`python -m training dev`, which prints the curve of enter). At enter 0.65 98.5 % of the letters that
are shown are right (0.5: 98.0 %; with the preset `light` 96.8 % at 0.65), and no more than 4 % of other handshapes and
0.5 % of the places without a hand get a letter; with the others, no more than 5 % of these places are accepted. The
peaks decide how often a search runs the landmark model (`device/recognition/acquisition.py`).

- min_peak is compared with peak + score_weight × the detector's score. Hanging hands hide fingers and have low peaks,
  but high scores: at 2 % of the places accepted, peaks alone accept 52 % of P and Q, both together 88 % (version 5).
  6.5 reads half a letter of 100 more of full signers and gives 1 % of the places a letter (version 7).
- retry_peak and closer_peak are compared with the same sum. They spare looks at places without a hand: with 5.5 and 4.5
  a search there runs the detector 1.17 and the landmark model 1.62 times, with 5.0 and 3.5 1.36 and 2.30 times. Full
  signers are read as well; a closer_peak of 5.0 reads 0.4 letters of 100 fewer (version 7).
- sure_peak: below it the detector looks from closer, and further squares are looked at; 7.25 reads the same with 9 %
  more runs of the landmark model, 6.75 0.1 letters of 100 fewer (version 7).
- exact_peak: 8.5 reads 0.2 letters of 100 fewer than no limit; at 9.0 and 9.5 the same are read (version 6).
"""

SECOND_OPINION_THRESHOLDS = {
    "hand": 0.992,
    "below": 0.99,
    "below_tracked": 0.95,
    "sure": 0.7,
    "share": 0.8,
    "classifier_share": 0.4,
    "min_peak": 6.0,
    "confirm_peak": 9.0,
    "sure_peak": 6.5,
    "exact_peak": 8.5,
}
"""Chosen on dev, as those of the landmark model (docs/lab-notes/recognition.md has what others give). The figures are
of version 10, but for those that name another.

- hand: at 0.993 no place without a hand gets a letter, in place of 1 of 302, and 0.1 letters of 100 fewer are right.
- below: about half of dev's hands are asked about. At 0.9 and 0.97 0.6 and 0.3 letters of 100 fewer are right and
  landmarks are less exact (version 9); at 0.995 the same letters are right, and landmarks are more exact at more cost.
- below_tracked: at 0.9, 0.95 and 0.99 501 or 502 of 613 words are written as spelled, and 4, 2 and 3 % of lessons' time
  is lost (`benchmarks.word_reading`, `benchmarks.lesson_replay --split dev`; version 9).
- sure: at 0.6 and 0.65 0.1 of 100 fewer are right, at 0.75 and 0.8 as many.
- share, classifier_share: letters of full signers differ by 0.2 of 100 at most from 0.7 to 0.9 and from 0.3 to 0.5;
  with a share of 0.7 or 0.9, verification has 0.3 and 0.2 of 100 fewer true accepts.
- min_peak: at 5.5 two of 302 places without a hand get a letter; at 6.5 0.1 letters of 100 fewer are right. From
  confirm_peak on no place was accepted (version 8).
- sure_peak, exact_peak: 7.0 and 9.0 read the same; 6.0 and 8.0, or a sure_peak of 7.5, 0.1 or 0.2 letters of 100 fewer.
  Without a second opinion, 6.5 and 8.5 read 0.4 letters of 100 fewer (version 9), so these replace the landmark
  model's only where there is one.
"""

DETECTOR_THRESHOLDS = {"hand": 0.2}
"""Score from which a box of the hand detector is tried; the landmark model decides (see min_peak). On dev, 0.4 instead
reads 1.6 letters of 100 fewer of full signers and 4.7 fewer of the crowd."""

DYNAMIC_THRESHOLDS = {"done": DEFAULT_DONE}
"""Probability of "done" from which a J or Z counts."""


def classifier_thresholds(landmark_weight: float, temperature: float) -> dict[str, float]:
    """Return the thresholds of the landmark classifier: "share" (its weight in the fusion) and "temperature".

    Args:
        landmark_weight: 0–1, chosen by the training on validation signers.
        temperature: of the fused probabilities, chosen likewise.
    """
    return {"share": landmark_weight, "temperature": temperature}


def write_thresholds(path: Path, thresholds: dict[str, float]) -> None:
    """Replace the thresholds in the metadata of a model; everything else stays.

    Args:
        path: the model's .json.
        thresholds: under their metadata keys.

    Raises:
        ModelError: the metadata are missing or damaged.
    """
    write_metadata(replace(read_metadata(path), thresholds=dict(thresholds)), path)


def main(argv: list[str]) -> int:
    """Write the thresholds of landmark model and second opinion into the metadata files named in `argv`."""
    for name in argv:
        thresholds = SECOND_OPINION_THRESHOLDS if Path(name).stem == "second" else LANDMARK_MODEL_THRESHOLDS
        write_thresholds(Path(name), thresholds)
        sys.stdout.write(f"{name}: {thresholds}\n")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code_of(lambda: main(sys.argv[1:])))
