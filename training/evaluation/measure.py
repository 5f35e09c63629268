"""All figures of one reader on one ground."""

from dataclasses import replace
from typing import Any

import numpy as np

from device.tutor.verification import VerifyThresholds
from training.evaluation.burst_windows import FPS, votes, windows
from training.evaluation.evaluation_set import Ground
from training.evaluation.localisation import placing
from training.evaluation.picture_set import Pictures
from training.evaluation.predictions import Once, Reader, Seen
from training.evaluation.slices import skin_third
from training.evaluation.unseen_signers import figures, slice_figures
from training.evaluation.verification import Judged, judge, verification


def measure(
    reader: Reader, ground: Ground, thresholds: VerifyThresholds | None = None, verifier: Reader | None = None
) -> dict[str, Any]:
    """Letters, places, verification, false letters, votes.

    Args:
        thresholds: of the tutor, which the reader's model may bring; None measures no verification.
        verifier: the reader that verification is measured with: one that has not learned from the signers held out.
    """
    reader = Once(reader)
    found = letters(reader, ground)
    if thresholds is not None:
        found["verification"] = verified(verifier or reader, ground, thresholds)
    found["false_letters"] = {
        name: false_letters(reader, pictures, reader.see(pictures))
        for name, pictures in (
            ("no hand, strangers", ground.empty),
            ("other handshapes, strangers", ground.others),
            ("no hand, training pool", ground.pool_empty),
            ("other handshapes, held out", ground.held_others),
        )
        if pictures.samples
    }
    bursts = ground.bursts
    if bursts.samples:
        voted = windows(bursts, reader.follow(bursts, 1 / FPS))
        found["votes"] = votes(reader, bursts, reader.see(bursts), voted)
        chosen = Pictures([bursts.samples[i] for i in voted.first], [bursts.images[i] for i in voted.first])
        pose = Seen(voted.scores, voted.found, np.empty((0,)))
        if thresholds is not None and verifier is None:
            held = judged(reader, ground.held, reader.see(ground.held), thresholds)
            shown = judged(reader, chosen, pose, thresholds)
            found["votes"]["verification"] = verification(held, shown, {"webcam": ground.webcam})["webcam"]
    if reader.places and ground.patterned.samples:
        found["patterned"] = _patterned(reader, ground.patterned)
    return found


def verified(reader: Reader, ground: Ground, thresholds: VerifyThresholds) -> dict[str, Any]:
    """verification.verification of single frames, set on the training signers held out."""
    held = judged(reader, ground.held, reader.see(ground.held), thresholds)
    frames = judged(reader, ground.frames, reader.see(ground.frames), thresholds)
    return verification(held, frames, {"webcam": ground.webcam, "hard": ground.hard})


def letters(reader: Reader, ground: Ground) -> dict[str, Any]:
    """Letters and places of whole frames."""
    frames = ground.frames
    seen = reader.see(frames)
    said = seen.answers(reader)
    shown = np.array([a.letter is not None and a.confidence >= reader.enter for a in said])
    right = np.array([a.letter == s.letter for a, s in zip(said, frames.samples, strict=True)])
    found: dict[str, Any] = {
        "name": reader.name,
        "how": reader.how,
        "enter": reader.enter,
        "letters": figures(frames.samples, said),
        "slices": slice_figures(ground.parts, frames.samples, said),
        "shown": {"share": float(shown.mean()), "right": float(right[shown].mean()) if shown.any() else None},
    }
    if reader.places:
        found["placing"] = placing(frames, seen)
    return found


def judged(reader: Reader, pictures: Pictures, seen: Seen, thresholds: VerifyThresholds) -> Judged:
    """See verification.judge."""
    return judge(reader.labels, reader.excluded, thresholds, pictures.letters, pictures.people, seen.scores)


def false_letters(reader: Reader, pictures: Pictures, seen: Seen) -> dict[str, Any]:
    """Pictures without a letter: share shown as one (confidence `enter` and more), and whose likeliest class is one."""
    said = seen.answers(reader)
    letters = [a for a in said if a.letter is not None]
    return {
        "pictures": len(said),
        "people": len(set(pictures.people.tolist())),
        "shown": sum(a.confidence >= reader.enter for a in letters) / max(len(said), 1),
        "any": len(letters) / max(len(said), 1),
    }


def _patterned(reader: Reader, pictures: Pictures) -> dict[str, Any]:
    """Pooled over rendered people, of whom each has a handful of pictures."""
    seen = reader.see(pictures)
    right = np.array([a.letter == s.letter for a, s in zip(seen.answers(reader), pictures.samples, strict=True)])
    one = Pictures([replace(s, signer="rendered") for s in pictures.samples], pictures.images)
    skin = np.array([skin_third(s) for s in pictures.samples])
    return {
        **placing(one, seen)["rendered"],
        "letters": float(right.mean()),
        "skin": {
            tone: {
                "frames": int((skin == tone).sum()),
                "letters": float(right[skin == tone].mean()),
                "found": float(seen.found[skin == tone].mean()),
            }
            for tone in ("light", "medium", "dark")
            if (skin == tone).any()
        },
    }
