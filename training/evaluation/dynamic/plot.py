"""Plot of trajectories of rendered hands, and of the output of the installed detector over time."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.decisions import StrokeDecision
from device.recognition.dynamic.features import MotionFeatures
from device.recognition.dynamic.network import CLASSES, RecurrentModel
from device.recognition.hand_topology import FINGER_CHAINS, INDEX_TIP, LITTLE_TIP
from device.recognition.interpreter import Model
from training.dynamic.camera_noise import ObservedTrack, observe
from training.dynamic.rendered_tracks import TEST_PEOPLE, render_track
from training.dynamic.track import LabelledTrack
from training.evaluation.dynamic.sets import SEED, TRACKER
from training.run_folder import written_whole
from training.tensorflow_quiet import silenced

FPS = 30.0
TIPS = {"J": LITTLE_TIP, "Z": INDEX_TIP}
COLOURS = {"J under way": "#9ecae1", "J done": "#08519c", "Z under way": "#fdae6b", "Z done": "#a63603"}


def draw_plot(out: Path) -> None:
    """Write the plot (.png or .svg): a J, a Z, and letters and movements that are neither, a row each.

    Raises:
        RunError: the file cannot be written.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from device.recognition.recognizer import DYNAMIC_MODEL

    with silenced():
        model = Model(DYNAMIC_MODEL)
    network, done = RecurrentModel(model), model.metadata.thresholds["done"]
    neither = render_track(SEED + 7, 3, spelled=5, moving=0, other=0.6, people=TEST_PEOPLE)
    rows = [("J", _clip_of("J")), ("Z", _clip_of("Z")), (None, neither)]
    figure, axes = plt.subplots(len(rows), 2, figsize=(11, 8), width_ratios=[1, 2.6], layout="constrained")
    for (letter, clip), (left, right) in zip(rows, axes, strict=True):
        track = observe(clip, np.random.default_rng(SEED), FPS, TRACKER)
        _path(left, clip, track, letter)
        _answers(right, clip, track, network, done)
    axes[0][1].legend(loc="upper left", fontsize=8, ncols=2)
    axes[-1][1].set_xlabel("seconds")
    with written_whole(out) as part:
        figure.savefig(part, dpi=110)
    plt.close(figure)


def _clip_of(letter: str) -> LabelledTrack:
    """Return a short clip of a synthetic person, not learned from, who signs this letter."""
    for number in range(200):
        clip = render_track(SEED + 6, number, spelled=3, moving=0.4, other=0, people=TEST_PEOPLE)
        if [p.letter for p in clip.performances] == [letter] and not clip.ambiguous and clip.t[-1] < 9:
            return clip
    raise AssertionError(f"none of the first 200 clips shows only {letter}")


def _path(axis: Any, clip: LabelledTrack, track: ObservedTrack, letter: str | None) -> None:
    points, t = track.landmarks, track.t
    if letter:
        p = clip.performances[0]
        during = (t >= p.start) & (t <= p.end)
        points, t = points[during], t[during]
    tips = [TIPS[letter]] if letter else list(TIPS.values())
    for tip in tips:
        axis.plot(points[:, tip, 0], points[:, tip, 1], color="0.8", lw=1)
        axis.scatter(points[:, tip, 0], points[:, tip, 1], c=t, s=8, cmap="viridis", zorder=3)
    for frame, shade in ((0, "0.55"), (-1, "0.1")):
        for chain in FINGER_CHAINS:
            axis.plot(points[frame, chain, 0], points[frame, chain, 1], color=shade, lw=1.2)
    axis.set_aspect("equal")
    axis.invert_yaxis()
    axis.set_xticks([])
    axis.set_yticks([])
    axis.set_title(
        f"{letter}: path of the {'little' if letter == 'J' else 'index'} fingertip"
        if letter
        else "neither: letters, waving, half strokes",
        fontsize=9,
    )


def _answers(axis: Any, clip: LabelledTrack, track: ObservedTrack, network: RecurrentModel, done: float) -> None:
    network.reset()
    features, decider, reported = MotionFeatures(), StrokeDecision(done), []
    p: list[NDArray[np.float32]] = []
    for t, points, right in zip(track.t, track.landmarks * 100, track.right, strict=True):
        x = features.update(t, points, right)
        p.append(network.step(x))
        motion = decider.update(float(t), p[-1], x, points[[0, 5, 9, 13, 17]].mean(0), float(features.size))
        if motion.done:
            reported.append((t, motion.letter))
    for name, colour in COLOURS.items():
        axis.plot(track.t, np.array(p)[:, CLASSES.index(name)], color=colour, lw=1.4, label=name)
    for performance in clip.performances:
        axis.axvspan(performance.start, performance.end, color="0.92", zorder=0)
    for t, letter in reported:
        axis.axvline(t, color="0.2", lw=0.8, ls=":")
        axis.annotate(f"{letter} reported", (t, 1.03), fontsize=8, ha="center")
    axis.set_ylim(0, 1.12)
    axis.set_xlim(track.t[0], track.t[-1])
    axis.set_ylabel("probability")
