"""The folders that hold data on this machine."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

SIBLING_DATA = Path("../shared/data")
DATA_DEFAULT = "(default: $DATA, else ../shared/data where it exists, else data)"
"""For the help of --data: the same text on every machine."""


@dataclass(frozen=True)
class DataFolders:
    """Folders of the data sources.

    Attributes:
        data: public sets: sign_mnist/, signers/, negatives/, bursts/, motion/, report_custom.zip.
        recordings: of `python -m device capture`; None without any.
        synthetic: of `python -m training synthetic`; None without any.
    """

    data: Path
    recordings: Path | None = None
    synthetic: Path | None = None


def default_data() -> Path:
    """Return $DATA, else ../shared/data if it exists, else data."""
    if os.environ.get("DATA"):
        return Path(os.environ["DATA"])
    return SIBLING_DATA if SIBLING_DATA.is_dir() else Path("data")


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --data, --recordings and --synthetic."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default_data(),
        metavar="FOLDER",
        help=f"folder of the public sets {DATA_DEFAULT}",
    )
    parser.add_argument(
        "--recordings",
        type=Path,
        metavar="FOLDER",
        help="folder of `python -m device capture` (default: recordings, where it exists)",
    )
    parser.add_argument(
        "--synthetic", type=Path, metavar="FOLDER", help="folder of `python -m training synthetic` (default: none)"
    )


def data_folders_of(args: argparse.Namespace) -> DataFolders:
    """Return the folders that the arguments name; recordings/ is the default if it exists."""
    recordings = args.recordings or (Path("recordings") if Path("recordings").is_dir() else None)
    return DataFolders(args.data, recordings, args.synthetic)
