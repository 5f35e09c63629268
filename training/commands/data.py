"""`python -m training data`: download Sign Language MNIST with your own Kaggle credentials, and verify it."""

import argparse
import shutil
import sys
from pathlib import Path

from training.datasets.sign_mnist import OFFICIAL, find_csv, read_official
from training.errors import DataError
from training.run_folder import written_whole

HANDLE = "datamunge/sign-language-mnist"
PAGE = f"https://www.kaggle.com/datasets/{HANDLE}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `data`."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of all data (default: %(default)s)")


def main(args: argparse.Namespace) -> int:
    """Download missing files, then verify rows and checksum of both; return the exit code.

    Raises:
        DataError: a file cannot be downloaded or is not Kaggle's.
    """
    folder = args.data / "sign_mnist"
    if any(_missing(args.data, part) for part in OFFICIAL):
        fetch(folder)
    for part in OFFICIAL:
        rows = read_official(args.data, part)
        people = "signer of each row unknown" if rows.signers is None else f"{len(set(rows.signers))} signers"
        sys.stdout.write(f"{find_csv(args.data, part)}: {len(rows.letters):,} rows, checksum as pinned, {people}\n")
    return 0


def fetch(folder: Path) -> None:
    """Download both CSV files.

    Args:
        folder: to write them to.

    Raises:
        DataError: the download failed; says how to do it by hand.
        RunError: the folder cannot be written.
    """
    import kagglehub

    names = [f"sign_mnist_{part}.csv" for part in OFFICIAL]
    by_hand = (
        f"download {PAGE} in a browser and put {' and '.join(names)} into {folder}; or set KAGGLE_USERNAME "
        "and KAGGLE_KEY (Kaggle → Settings → API) and run `make data` again."
    )
    sys.stdout.write(f"Fetching {HANDLE} from Kaggle (63 MB) …\n")
    try:
        here = Path(kagglehub.dataset_download(HANDLE))
    except Exception as error:  # kagglehub lets requests', zipfile's and its own errors through
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise DataError(f"Kaggle did not give the data ({_short(error, reason)}): {by_hand}") from None
    for name in names:
        found = next(iter(sorted(here.rglob(name))), None)
        if found is None or not found.is_file():
            raise DataError(f"{name} is not in what Kaggle gave ({here}): {by_hand}")
        with written_whole(folder / name) as part:
            shutil.copyfile(found, part)


def _missing(data: Path, part: str) -> bool:
    try:
        find_csv(data, part)  # type: ignore[arg-type]  # a str here, the Literal of the parts there
    except DataError:
        return True
    return False


def _short(error: Exception, reason: str) -> str:
    """Return a short reason: connection errors have messages of many lines."""
    if type(error).__name__ in ("ConnectionError", "ConnectTimeout", "ReadTimeout", "ProxyError", "SSLError"):
        return "no connection to www.kaggle.com"
    return reason[:160].rstrip(".")
