"""Cross-validation over the training performers of J and Z, without the test signers."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from device.recognition.dynamic.decisions import DEFAULT_DONE
from training.dynamic import recorded_clips
from training.dynamic.camera_noise import Noise
from training.dynamic.tracking import DEVICE, MEDIAPIPE
from training.evaluation.dynamic.evaluate import Detector, evaluate_tracks
from training.evaluation.dynamic.rules import Rules
from training.evaluation.dynamic.score import Score
from training.evaluation.dynamic.sets import TrackSet
from training.networks.dynamic import Cell, FloatNetwork


def evaluate_folds(
    data: Path, cache: Path, cell: Cell, groups: int, trained: Callable[[tuple[str, ...]], Any], done: float
) -> tuple[dict[str, dict[str, Score]], list[TrackSet]]:
    """Train a network for each group of performers without them, and evaluate it on them.

    Args:
        data: folder with motion/.
        cache: folder for tracks.
        cell: of the networks.
        groups: number of groups, and of networks.
        trained: from the signers to leave out to a trained keras.Model.
        done: threshold of the networks.

    Returns:
        {set: {detector: Score}} and the sets: J and Z as each recognizer follows them.
    """
    clips = {by: recorded_clips.performances(data, by, cache) for by in (DEVICE, MEDIAPIPE)}
    performers = sorted({clip.signer for clip in clips[DEVICE] if clip.performances})
    found: dict[str, dict[str, Score]] = {}
    shown: list[TrackSet] = []
    for by in clips:
        what = f"training signers, left out of training in {groups} groups, followed by {by}; 30 and 15 frames a second"
        shown.append(TrackSet(f"left-out performers, {by}", what, list, (30.0, 15.0), Noise()))
        found[shown[-1].name] = {cell.upper(): Score(), "rules": Score()}
    for group in (tuple(performers[k::groups]) for k in range(groups)):
        network = FloatNetwork(trained(group), cell)
        detectors = {cell.upper(): Detector(network, done), "rules": Detector(Rules(), DEFAULT_DONE)}
        for by, row in zip(clips, shown, strict=True):
            mine = [clip for clip in clips[by] if clip.signer in group]
            each = TrackSet(row.name, "", lambda mine=mine: mine, row.fps, row.noise)  # type: ignore[misc]  # mypy infers no type for `mine`
            for name, score in evaluate_tracks(detectors, [each])[row.name].items():
                found[row.name][name].include(score)
                sys.stdout.write(f"{', '.join(group)} by {by}, {name}: {score.figures()}\n")
    return found, shown
