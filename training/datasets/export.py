"""Export samples in the CSV format of Sign Language MNIST: `label,pixel1,…,pixel784`, label 0–25 = A–Z."""

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

from device.alphabet import ALPHABET, STATIC_LETTERS
from device.names import printable
from device.system.messages import warn
from training.datasets.crops import crop_hands
from training.datasets.sample import Sample
from training.datasets.sign_mnist_csv import HEADER, SIZE
from training.errors import DataError
from training.run_folder import written_whole


def export_csv(samples: Sequence[Sample], path: Path) -> int:
    """Write the CSV (gzipped if its name ends in .gz) and, in NAME_people.csv beside it, the signer of each row.

    Only the 24 static letters are exported. Frames without a labelled hand are left out.

    Returns:
        The number of rows.

    Raises:
        DataError: there is nothing to write, or a picture cannot be read.
        RunError: the disk cannot be written; both files are then unchanged.
    """
    pixels, kept = crop_hands([s for s in samples if s.letter in STATIC_LETTERS], SIZE, skip=warn)
    if not kept:
        raise DataError("No sample shows a letter with a labelled hand; record some or name other --sources.")
    lines = [HEADER]
    for sample, square in zip(kept, pixels, strict=True):
        lines.append(",".join(map(str, [ALPHABET.index(sample.letter), *square.ravel().tolist()])))
    people = io.StringIO()
    writer = csv.writer(people, lineterminator="\n")
    writer.writerow(["row", "source", "file", "signer", "session"])
    writer.writerows([row, s.source, printable(s.name), s.signer, s.session] for row, s in enumerate(kept, start=1))
    stem = path.name.removesuffix(".gz").removesuffix(".csv")
    # Both files or neither: rows must not be paired with the signers of other rows.
    people_path = path.with_name(f"{stem}_people.csv")
    with written_whole(people_path, beside=path) as beside, written_whole(path) as part:
        beside.write_bytes(people.getvalue().encode("utf-8", "backslashreplace"))
        part.write_bytes(_packed("\n".join(lines) + "\n", path))
    return len(kept)


def _packed(text: str, path: Path) -> bytes:
    """Encode the text; a gzip header without a time gives the same bytes for the same samples."""
    return gzip.compress(text.encode(), mtime=0) if path.suffix == ".gz" else text.encode()
