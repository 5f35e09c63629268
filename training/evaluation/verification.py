"""Prompted verification: the letter is known, is this it? Judged by the tutor's own code, on single frames.

A frame of letter T, asked for as T, should be accepted; a frame of T's *nearest rival*, asked for as T, should not.
The nearest rival of T is, of the other 23 letters, the one whose frames this reader most often accepts as T (then:
the one that gives T the most evidence) on the training signers held out. There, too, the operating point is set:
the least `clear` (practice.verify.VerifyThresholds) at which at most 3 % of the nearest rivals' frames are accepted;
the other thresholds are the device's. Signers who are measured have no say in either. All shares are means over
letters, then over persons; a hand not found is not accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.tutor.confusables import confusable_with
from device.tutor.verification import Verifier, VerifyThresholds

MOST_FALSE = 0.03
CLEARS = tuple(float(value) for value in np.geomspace(0.1, 30, 64))
NEVER = -1  # below every clear: not accepted at any


@dataclass(frozen=True)
class Judged:
    """n frames and how clearly each is each letter.

    Attributes:
        letters: (n,) of str, what they show.
        people: (n,) of str.
        clear: {asked letter: int (n,), index of the largest of CLEARS at which the frame is accepted, or NEVER}.
        default: {asked letter: bool (n,), accepted at the device's own thresholds}.
        evidence: {asked letter: float (n,)}.
    """

    letters: NDArray[np.str_]
    people: NDArray[np.str_]
    clear: dict[str, NDArray[np.int64]]
    default: dict[str, NDArray[np.bool_]]
    evidence: dict[str, NDArray[np.float32]]

    def by(self, names: Sequence[str]) -> "Judged":
        """The frames of some people."""
        own = np.isin(self.people, names)
        clear, default, evidence = (
            {asked: of[own] for asked, of in each.items()} for each in (self.clear, self.default, self.evidence)
        )
        return Judged(self.letters[own], self.people[own], clear, default, evidence)


def judge(
    labels: tuple[str, ...],
    excluded: tuple[str, ...],
    thresholds: VerifyThresholds,
    letters: NDArray[np.str_],
    people: NDArray[np.str_],
    scores: NDArray[np.float32],
) -> Judged:
    """Ask for every letter of every frame, through practice.verify.Verifier.

    Args:
        scores: float32 (n, labels).
    """
    verifiers = [Verifier(labels, excluded, replace(thresholds, rival_margin=clear)) for clear in CLEARS]
    usual = Verifier(labels, excluded, thresholds)
    clear, default, evidence = {}, {}, {}
    for asked in sorted(set(letters.tolist()) & set(labels)):
        evidence[asked] = scores[:, labels.index(asked)]
        able = np.flatnonzero(evidence[asked] >= thresholds.min_evidence)  # the others are never accepted
        clear[asked] = np.full(len(scores), NEVER)
        clear[asked][able] = [_clearest(verifiers, asked, scores[i]) for i in able]
        default[asked] = np.zeros(len(scores), bool)
        default[asked][able] = [usual.judge(asked, scores[i]).decision == "right" for i in able]
    return Judged(letters, people, clear, default, evidence)


def nearest_rivals(held: Judged) -> dict[str, str]:
    """{letter: its nearest rival}; see the module's text."""
    found = {}
    for asked, accepted in held.default.items():
        others = [letter for letter in held.default if letter != asked]
        found[asked] = max(
            others,
            key=lambda o: (
                float(accepted[held.letters == o].mean()),
                float(held.evidence[asked][held.letters == o].mean()),
            ),
        )
    return found


def operating_point(held: Judged, nearest: dict[str, str]) -> int:
    """Index of the least of CLEARS that keeps false accepts on the held-out signers at MOST_FALSE or below."""
    for index in range(len(CLEARS)):
        if false_accepts(held, nearest, _at(held, index))["mean"] <= MOST_FALSE:
            return index
    return len(CLEARS) - 1


def verification(held: Judged, measured: Judged, groups: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Everything the table and the card say of one reader.

    Args:
        groups: {name: people}, each of which gets figures of its own.

    Returns:
        {"clear", "nearest", "held_out", "device_held_out" and for each group its name, "device_…" (at the device's
        own thresholds) and "hindsight_…" (the true accepts at the point that would have kept this group's own false
        accepts at 3 %: nobody can set it beforehand)}; each with "true", "false" and "false_family".
    """
    nearest = nearest_rivals(held)
    index = operating_point(held, nearest)
    found: dict[str, Any] = {"clear": CLEARS[index], "nearest": nearest}
    for name, who in (("held_out", held), *((name, measured.by(people)) for name, people in groups.items())):
        if not len(who.letters):
            continue
        found[name] = _figures(who, nearest, _at(who, index))
        found[f"device_{name}"] = _figures(who, nearest, who.default)
        if who is not held:
            own = operating_point(who, nearest)
            found[f"hindsight_{name}"] = {"clear": CLEARS[own], **_figures(who, nearest, _at(who, own))}
    return found


def _figures(who: Judged, nearest: dict[str, str], accepted: dict[str, NDArray[np.bool_]]) -> dict[str, Any]:
    family = {letter: sorted(confusable_with(letter) & set(accepted)) for letter in accepted}
    return {
        "true": true_accepts(who, accepted),
        "false": false_accepts(who, nearest, accepted),
        "false_family": _shares(who, accepted, family)["mean"],
    }


def true_accepts(who: Judged, accepted: dict[str, NDArray[np.bool_]]) -> dict[str, Any]:
    """{"mean", "per_signer", "per_letter"} of frames accepted as what they are."""
    return _shares(who, accepted, {letter: [letter] for letter in accepted})


def false_accepts(who: Judged, nearest: dict[str, str], accepted: dict[str, NDArray[np.bool_]]) -> dict[str, Any]:
    """The same of frames of the nearest rival accepted as the letter."""
    return _shares(who, accepted, {letter: [rival] for letter, rival in nearest.items()})


def _shares(who: Judged, accepted: dict[str, NDArray[np.bool_]], shown: dict[str, list[str]]) -> dict[str, Any]:
    """Accepted as `letter`, of the frames of `shown[letter]`: mean over a person's letters, then over persons."""
    per_signer: dict[str, float] = {}
    by_letter: dict[str, list[float]] = {}
    for person in dict.fromkeys(who.people.tolist()):
        own = who.people == person
        shares = {}
        for letter, letters in shown.items():
            rows = own & np.isin(who.letters, letters)
            if letter in accepted and rows.any():
                shares[letter] = float(accepted[letter][rows].mean())
                by_letter.setdefault(letter, []).append(shares[letter])
        if shares:
            per_signer[person] = float(np.mean(list(shares.values())))
    return {
        "mean": float(np.mean(list(per_signer.values()))) if per_signer else 0.0,
        "per_signer": per_signer,
        "per_letter": {letter: float(np.mean(values)) for letter, values in by_letter.items()},
    }


def _at(who: Judged, index: int) -> dict[str, NDArray[np.bool_]]:
    return {asked: clear >= index for asked, clear in who.clear.items()}


def _clearest(verifiers: list[Verifier], asked: str, pose: NDArray[np.float32]) -> int:
    """Bisection: what is accepted at one clear is accepted at every smaller one."""
    low, high = NEVER, len(verifiers) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if verifiers[middle].judge(asked, pose).decision == "right":
            low = middle
        else:
            high = middle - 1
    return low
