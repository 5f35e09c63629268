"""Who is who across sources: one person is on one side of a split, everywhere."""

from training.datasets.sample import Split

MOVED_TO_EVAL = {"jbhumika_4"}
"""Strangers of the motion clips whose stills their source lists under `train`. All of theirs goes to `eval`."""

ALIASES = {
    "jb1": "jbhumika_1", "jb2": "jbhumika_2", "jb4": "jbhumika_4",  # names used by the landmark traces
    **{f"user_{n}": f"mon95_user_{n}" for n in (3, 4, 5, 6, 7, 9, 10)},  # Sign MNIST = the mon95 photographs
}  # fmt: skip


def person(name: str) -> str:
    """The one name of a signer, whatever the source calls them."""
    return ALIASES.get(name, name)


def split_by_person(signer: str, stated: Split) -> Split:
    """The split a signer's pictures belong to, given the one their source states."""
    return "eval" if signer in MOVED_TO_EVAL else stated
