"""What the report says of J and Z: every detector on people nobody learned from, real and rendered, separately."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from device.motion import Network
from training.datasets import signers
from training.motion import real, stills
from training.motion.clip import Clip
from training.motion.rendered import UNSEEN, rendered
from training.motion.score import Score, add, told
from training.motion.seen import Noise, seen

TRACKER = Noise(shake=0.015, drift=0.02, bias=0.02, blur=0.03, lost=0.03, swapped=0.02)
"""What is added to rendered tracks: about what a good recogniser adds. Real tracks have their own errors."""
RATES = (10.0, 15.0, 30.0, 60.0)
SEED = 2024


@dataclass(frozen=True)
class Detector:
    """Attributes: network; done: its threshold."""

    network: Network
    done: float


@dataclass(frozen=True)
class Set:
    """One row of the report.

    Attributes:
        name, what: for people; `what` says whose hands.
        clips: made when asked for.
        fps: cameras to see them with.
        noise: of the recogniser.
    """

    name: str
    what: str
    clips: Callable[[], Sequence[Clip]]
    fps: tuple[float, ...]
    noise: Noise


def sets(data: Path, by: str, cache: Path, split: str = "eval", minutes: float = 10.0, count: int = 120) -> list[Set]:
    """All of them.

    Args:
        by: recogniser that follows the real clips, see tracks.py.
        split: of the real clips; "eval" is looked at once, at the end.
        minutes: of held letters, real ones and rendered ones.
        count: rendered clips with J and Z.
    """
    n = round(minutes * 60 / 11) + 1  # a rendered or still clip lasts about 11 s
    return [
        Set("real J and Z", f"performances of {split} signers, tracked by {by}, 30 and 15 frames a second",
            lambda: real.performances(data, by, cache, split), (30.0, 15.0), Noise()),
        Set("real held letters", f"bursts of {split} signers, tracked by {by}, forth and back in random order",
            lambda: real.held(data, by, cache, split, minutes * 20, SEED), (15.0,), Noise()),
        Set("real letters moved", f"landmarks of stills of {split} signers, changed, swayed and carried",
            lambda: _stills(data, split, n), (15.0, 30.0), Noise(shake=0.01)),
        Set("rendered J and Z", "synthetic people not learned from; 10, 15, 30 and 60 frames a second",
            lambda: [rendered(SEED, i, people=UNSEEN) for i in range(count)], RATES, TRACKER),
        Set("rendered spelling", "the same people spelling still letters",
            lambda: [rendered(SEED + 1, i, people=UNSEEN, moving=0, other=0) for i in range(n)], (15.0, 30.0), TRACKER),
        Set("rendered distraction", "the same people waving, circling, half-drawing with I and index hands",
            lambda: [rendered(SEED + 2, i, people=UNSEEN, moving=0, other=1) for i in range(n // 2)], (15.0, 30.0),
            TRACKER),
    ]  # fmt: skip


def evaluate(detectors: dict[str, Detector], chosen: Sequence[Set]) -> dict[str, dict[str, Score]]:
    """{set: {detector: Score}}; every detector sees the very same frames."""
    found: dict[str, dict[str, Score]] = {}
    for each in chosen:
        rng = np.random.default_rng(SEED)
        scores = {name: Score() for name in detectors}
        for clip in tqdm(each.clips(), desc=each.name, unit="clip"):
            for fps in each.fps:
                track = seen(clip, rng, fps, each.noise)
                for name, detector in detectors.items():
                    add(scores[name], clip, track, told(detector.network, detector.done, track))
        found[each.name] = scores
    return found


def _stills(data: Path, split: str, n: int) -> list[Clip]:
    people = stills.hands([s for s in signers.samples(data) if s.split == split])
    return [stills.spelled(people, SEED, i) for i in range(n)]


def table(found: dict[str, dict[str, Score]], chosen: Sequence[Set]) -> str:
    """As Markdown."""
    rows = ["| set | detector | read | recall | J | Z | false | minutes | false / 10 min | delay s, median (95 %) |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for each in chosen:
        for name, score in found[each.name].items():
            f = score.figures()
            shown = [
                f"{f['read']}/{f['performances']}" if f["performances"] else "–",
                *(_or_dash(f.get(key)) for key in ("recall", "recall J", "recall Z")),
                str(f["false alarms"]), str(f["minutes"]), _or_dash(f["false per 10 min"]),
                f"{f['delay median s']} ({f['delay p95 s']})" if score.delays else "–",
            ]  # fmt: skip
            rows.append(f"| {each.name} | {name} | " + " | ".join(shown) + " |")
    notes = "\n".join(f"- {each.name}: {each.what}." for each in chosen)
    return "\n".join(rows) + "\n\n" + notes + "\n"


def _or_dash(value: object) -> str:
    return "–" if value is None else str(value)
