"""Does a real hand tracker accept our hands? MediaPipe over a rendered set, letter by letter.

MediaPipe needs NumPy 1 and lives in its own environment; it is called as a subprocess.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from training.errors import RunError
from training.rendering.dataset import index_rows

PEER = Path(".venv-peer/bin/python")


@dataclass(frozen=True)
class Agreement:
    """Tracked against true landmarks of one group of pictures.

    Attributes:
        pictures, found: how many.
        median, p90: difference of a hand's landmarks, mean over 21, as a share of its box's diagonal.
    """

    pictures: int
    found: int
    median: float
    p90: float


def track(files: list[Path], python: Path = PEER) -> list[NDArray[np.float32] | None]:
    """(21, 3) landmarks of each picture as MediaPipe sees them, None where it finds no hand.

    Raises:
        RunError: its environment is missing or the tracker failed.
    """
    if not python.exists():
        raise RunError(f"No MediaPipe at {python}; make its environment from requirements-peer.txt first.")
    command = [str(python), "-m", "training.mediapipe.list_tracker"]
    said: list[NDArray[np.float32] | None] = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as peer:
        assert peer.stdin is not None
        assert peer.stdout is not None
        for file in tqdm(files, desc="tracking", unit="picture"):
            try:
                peer.stdin.write(f"{file}\n")
                peer.stdin.flush()
            except BrokenPipeError:
                break
            line = peer.stdout.readline()
            if not line:
                break
            marks = json.loads(line)["landmarks"]
            said.append(None if marks is None else np.array(marks, np.float32).reshape(21, 3))
        peer.stdin.close()
    if len(said) < len(files):
        raise RunError(f"MediaPipe stopped after {len(said)} of {len(files)} pictures; is {python} complete?")
    return said


def agree(
    folder: Path, python: Path = PEER, least_side: float = 0.0
) -> tuple[dict[str, Agreement], dict[str, list[tuple[float, str]]]]:
    """Per letter (and "all" over the letters) how a tracker agrees with a rendered set.

    Args:
        least_side: only hands wholly in the picture whose box is at least so many pixels long; 0 = every hand.

    Returns:
        Agreement per letter, and per letter (difference, file), worst first; difference inf = not found.
    """
    index = [r for r in index_rows(folder) if r["landmarks"] and r["letter"] != "nothing" and _large(r, least_side)]
    tracked = track([folder / r["file"] for r in index], python)
    differences: dict[str, list[tuple[float, str]]] = {}
    for r, seen in zip(index, tracked, strict=True):
        truth = _pixels(r)
        d = np.inf
        if seen is not None:
            diagonal = np.linalg.norm(truth.max(0) - truth.min(0))
            size = [float(r["width"]), float(r["height"])]
            d = float(np.linalg.norm(seen[:, :2] * size - truth, axis=1).mean() / diagonal)
        differences.setdefault(r["letter"], []).append((d, r["file"]))
    everything = [x for group in differences.values() for x in group]
    table = {k: _summary([d for d, _ in v]) for k, v in sorted({**differences, "all": everything}.items())}
    return table, {k: sorted(v, reverse=True) for k, v in differences.items()}


def _pixels(row: dict[str, str]) -> NDArray[np.float64]:
    marks = np.array(row["landmarks"].split(), float).reshape(21, 3)
    return marks[:, :2] * [float(row["width"]), float(row["height"])]


def _large(row: dict[str, str], side: float) -> bool:
    marks = _pixels(row)
    return side <= 0 or (float(row["hand_score"]) == 1 and float(np.ptp(marks, axis=0).max()) >= side)


def _summary(differences: list[float]) -> Agreement:
    seen = [d for d in differences if np.isfinite(d)]
    median, p90 = (float(v) for v in np.quantile(seen, [0.5, 0.9])) if seen else (np.nan, np.nan)
    return Agreement(len(differences), len(seen), median, p90)
