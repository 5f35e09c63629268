"""The sample table: every source by name, read into the same rows."""

from collections.abc import Callable, Collection, Sequence

from training.datasets import (
    bursts,
    hands,
    motion,
    negatives,
    recordings,
    report_custom,
    sign_mnist,
    signers,
    synthetic,
)
from training.datasets.data_folders import DataFolders
from training.datasets.leakage import refuse_leaks
from training.datasets.sample import Sample, Split
from training.errors import DataError


def _recordings(places: DataFolders) -> list[Sample]:
    """Return the recordings of this machine; refuse recordings of test signers."""
    if places.recordings is None:
        return []
    found = recordings.samples(places.recordings)
    if signers.index_path(places.data).is_file():
        refuse_leaks(
            [*found, *signers.samples(places.data)],
            places.recordings,
            "move that folder away, or rename it if it shows somebody else",
        )
    return found


SOURCES: dict[str, Callable[[DataFolders], list[Sample]]] = {
    "sign_mnist": lambda places: sign_mnist.samples(places.data),
    "report_custom": lambda places: report_custom.samples(places.data),
    "signers": lambda places: signers.samples(places.data),
    "hands": lambda places: hands.samples(places.data),
    "negatives": lambda places: negatives.samples(places.data),
    "bursts": lambda places: bursts.samples(places.data),
    "motion": lambda places: motion.samples(places.data),
    "recordings": _recordings,
    "synthetic": lambda places: synthetic.samples(places.synthetic) if places.synthetic else [],
}

LEARNABLE: tuple[Split, ...] = ("train", "test")
EVERY: tuple[Split, ...] = ("train", "dev", "test", "eval")


def load_table(
    places: DataFolders, sources: Sequence[str] = tuple(SOURCES), splits: Collection[Split] = LEARNABLE
) -> list[Sample]:
    """Return the samples of some sources.

    Test signers (`eval`) are left out by default. Evaluations open them with training.evaluation.access_log, which
    records the use. `python -m training datasets` shows the pictures and evaluates no model.

    Args:
        places: folders of the sources.
        sources: names in SOURCES.
        splits: to include.

    Raises:
        DataError: there is no such source, or one is missing, damaged or leaks a test signer.
    """
    found: list[Sample] = []
    for name in sources:
        if name not in SOURCES:
            raise DataError(f"There is no data source “{name}”; known: {', '.join(SOURCES)}.")
        found += [sample for sample in SOURCES[name](places) if sample.split in splits]
    return found
