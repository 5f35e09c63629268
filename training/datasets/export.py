"""Samples → the report's CSV format: `label,pixel1,…,pixel784`, one row a picture, 0–25 = A–Z."""

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

from device.alphabet import ALPHABET, STATIC_LETTERS
from training.datasets.crops import crop_hands
from training.datasets.sample import Sample
from training.datasets.sign_mnist import HEADER, SIZE
from training.errors import DataError
from training.run_folder import written_whole


def export_csv(samples: Sequence[Sample], path: Path) -> int:
    """Write the CSV (gzipped when it ends in .gz) and, beside it, whose hand each row shows.

    Only the 24 static letters go in; frames whose hand is not marked stay out.

    Returns:
        The number of rows.

    Raises:
        DataError: nothing to write.
        RunError: the disk does not take it; both files are then as they were before.
    """
    pixels, kept = crop_hands([s for s in samples if s.letter in STATIC_LETTERS], SIZE)
    if not kept:
        raise DataError("There is no letter with a marked hand to export; record some or name other --sources.")
    lines = [HEADER]
    for sample, square in zip(kept, pixels, strict=True):
        lines.append(",".join(map(str, [ALPHABET.index(sample.letter), *square.ravel().tolist()])))
    people = io.StringIO()
    writer = csv.writer(people, lineterminator="\n")
    writer.writerow(["row", "source", "file", "signer", "session"])
    writer.writerows([row, s.source, s.name, s.signer, s.session] for row, s in enumerate(kept, start=1))
    stem = path.name.removesuffix(".gz").removesuffix(".csv")
    # Both or neither: rows beside the people of other rows would be taken for a whole.
    with written_whole(path.with_name(f"{stem}_people.csv")) as beside, written_whole(path) as part:
        beside.write_bytes(people.getvalue().encode())
        part.write_bytes(_packed("\n".join(lines) + "\n", path))
    return len(kept)


def _packed(text: str, path: Path) -> bytes:
    # No time in the gzip header: the same samples give the same bytes.
    return gzip.compress(text.encode(), mtime=0) if path.suffix == ".gz" else text.encode()
