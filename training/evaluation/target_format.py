"""Figures of one system as the target table prints them, and the numbers that its targets are compared with."""

from collections.abc import Sequence
from typing import Any

import numpy as np

NOT_MEASURED = "–"
Figures = dict[str, Any]
"""Figures of one system; see scoreboard.measure."""


def letter_mean(system: Figures, signers: Sequence[str]) -> float | None:
    """Return the share of letters read right, mean over some signers; None if it was not measured."""
    return _mean(list(_letter_shares(system, signers).values()))


def letters(system: Figures, signers: Sequence[str]) -> str:
    """Return the share of letters read right, and that of each signer."""
    return by_signer({"mean": letter_mean(system, signers), "per_signer": _letter_shares(system, signers)})


def by_signer(row: Figures) -> str:
    """Return "0.80 (0.70 / 0.91 / 0.80)", the mean alone for one signer.

    Args:
        row: {"mean", "per_signer"}.
    """
    if row["mean"] is None:
        return NOT_MEASURED
    each = " / ".join(f"{share:.2f}" for share in row["per_signer"].values())
    return f"{row['mean']:.2f}" + (f" ({each})" if len(row["per_signer"]) > 1 else "")


def accepts(row: Figures | None) -> str:
    """Return true accepts and false accepts of verification."""
    return NOT_MEASURED if row is None else f"{by_signer(row['true'])} at {percent(row['false']['mean'])} false"


def false_letter(system: Figures, group: str) -> str:
    """Return the share of a group's images that is read as a letter."""
    row = system.get("false_letters", {}).get(group)
    if row is None:
        return NOT_MEASURED
    return f"{percent(row['shown'])} (most likely class: {percent(row['any'])}) of {row['pictures']} images"


def placed(system: Figures, signers: Sequence[str], key: str) -> float | None:
    """Return one of "found", "hit" and "points" of localisation, mean over some signers."""
    rows = system.get("placing", {})
    return _mean([rows[name][key] for name in signers if name in rows and rows[name][key] is not None])


def placed_each(system: Figures, signers: Sequence[str], key: str) -> str:
    """Return one of "found", "hit" and "points" in per cent, and that of each signer."""
    mean = placed(system, signers, key)
    if mean is None:
        return NOT_MEASURED
    values = [system["placing"][name][key] for name in signers if name in system["placing"]]
    each = " / ".join(percent(value) for value in values)
    # Errors of landmarks lie so near to their target that one decimal would show a missed one as met.
    shown = f"{100 * mean:.2f} %" if key == "points" else percent(mean)
    return shown + (f" ({each})" if len(values) > 1 else "")


def hits(system: Figures, signers: Sequence[str]) -> str:
    """Return the share of hands that are hit, and of frames in which any hand was found."""
    found = placed(system, signers, "found")
    if placed(system, signers, "hit") is None or found is None:
        return NOT_MEASURED
    return f"{placed_each(system, signers, 'hit')} (a hand anywhere: {percent(found)})"


def both(live: str, recorded: str) -> str:
    """Return MediaPipe's two figures: on the colour originals, and live on the grey frames."""
    return live if recorded == NOT_MEASURED else f"{recorded}; live on grey: {live}"


def percent(value: float | None) -> str:
    """Return a share as per cent with one decimal."""
    return NOT_MEASURED if value is None else f"{100 * value:.1f} %"


def _letter_shares(system: Figures, signers: Sequence[str]) -> dict[str, float]:
    rows = system.get("letters", {}).get("per_signer", {})
    return {name: rows[name]["accuracy"] for name in signers if name in rows}


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
