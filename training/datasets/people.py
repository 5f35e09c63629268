"""People across sources: aliases, signers set aside, and who tunes and who tests.

A person is in one split only, whatever the sources call them.
"""

TEST_SIGNERS = ("ASLExplorer", "kennethowen26", "PredaAlin")
"""Webcam signers of the split `eval`: nothing is learned from them and no threshold is chosen on them."""

CROWD = "davidlee"
"""Another source of the split `eval`: crowd photographs of six to ten volunteers, counted as one signer."""

ALIASES = {
    "jb1": "jbhumika_1",
    "jb2": "jbhumika_2",
    "jb4": "jbhumika_4",  # names used by the landmark traces
    "traduttore_M": "traduttore_L",
    "rizkimul_new": "rizkimul",
    "limgif": "limzhiyu",  # probably; both perform in the same split
    **{f"user_{n}": f"mon95_user_{n}" for n in (3, 4, 5, 6, 7, 9, 10)},  # Sign MNIST is made of mon95's photographs
}

ONE_PERSON = ("billy_",)
"""Prefixes of names that distinguish sittings of one person: billy_dark and billy_light_back."""

EXCLUDED_SIGNERS = {
    "jbhumika_4": "a test signer of the motion clips: training on these stills would show the hand beforehand",
    "jbhumika_x": "a mixed folder with more pictures of jbhumika_4",
}
"""Signers whose stills are neither learned from nor measured, though their source lists them under `train`.

Found by perceptual hash: 1,644 pairs of near-identical pictures in jbhumika_4 and jbhumika_x, 122 in
jbhumika_4 and jbhumika_3 (some of 3's pictures were filed under 4). By eye, folders 1, 2 and 3 are three
other people.
"""


def person(signer: str) -> str:
    """Return the one name of a signer under all aliases; persons are the unit of splits and folds."""
    for prefix in ONE_PERSON:
        if signer.startswith(prefix):
            return prefix.rstrip("_")
    return ALIASES.get(signer, signer)
