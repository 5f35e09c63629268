"""`python -m training datasets [list|check|sheets|export]`: list, check, show and export the data sources."""

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from device.names import printable, shown
from training.datasets import checks
from training.datasets.data_folders import add_data_arguments, data_folders_of
from training.datasets.export import export_csv
from training.datasets.people import EXCLUDED_SIGNERS, person
from training.datasets.sample import NOT_ASL, Sample
from training.datasets.table import EVERY, LEARNABLE, SOURCES, load_table
from training.errors import DataError
from training.run_folder import write_bytes

SHOWN = 8  # lines of each list on the terminal; the file gets all of them


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `datasets`."""
    parser.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=["list", "check", "sheets", "export"],
        help="list: count the samples; check: verify them; sheets: write contact sheets; "
        "export: write the CSV format of Sign Language MNIST (default: list)",
    )
    parser.add_argument(
        "out",
        nargs="?",
        type=Path,
        help="check: file for the complete lists; sheets: folder (default: .cache/sheets); "
        "export: the CSV to write, .csv or .csv.gz",
    )
    parser.add_argument(
        "--sources",
        nargs="+",
        choices=list(SOURCES),
        metavar="SOURCE",
        help=f"only these: {', '.join(SOURCES)} (default: all; export: recordings)",
    )
    add_data_arguments(parser)


def main(args: argparse.Namespace) -> int:
    """Run the action; return the exit code.

    Raises:
        DataError: a source is missing or damaged, or there are no samples.
        RunError: a file cannot be written.
    """
    places = data_folders_of(args)
    if args.action == "export":
        return _export(args)
    samples = load_table(places, args.sources or tuple(SOURCES), EVERY)
    if not samples:
        raise DataError("These sources hold no pictures; name others with --sources or another folder with --data.")
    if args.action == "check":
        return _check(samples, args.out)
    if args.action == "sheets":
        from training.datasets.sheets import sheets

        for path in sheets(samples, args.out or Path(".cache/sheets")):
            sys.stdout.write(f"{shown(path)}\n")
        sys.stdout.write("The sheets show real people; do not publish them.\n")
        return 0
    _list(samples)
    return 0


def _list(samples: list[Sample]) -> None:
    from rich.console import Console
    from rich.table import Table

    groups: dict[tuple[str, str, str], list[Sample]] = defaultdict(list)
    for sample in samples:
        groups[sample.split, sample.source, sample.kind].append(sample)
        if sample.pool == "signers":
            groups[sample.split, "signers, all", sample.kind].append(sample)
    table = Table(box=None, pad_edge=False)
    for name in ("split", "source", "kind"):
        table.add_column(name)
    for name in ("pictures", "signers", "letters", "boxes", "landmarks", "left", "right", "not ASL"):
        table.add_column(name, justify="right")
    for (split, source, kind), rows in sorted(groups.items(), key=lambda item: (EVERY.index(item[0][0]), item[0])):
        table.add_row(
            split,
            source,
            kind,
            f"{len(rows):,}",
            str(len({row.signer for row in rows})),
            str(len({row.letter for row in rows})),
            f"{sum(row.box is not None for row in rows):,}",
            f"{sum(row.landmarks is not None for row in rows):,}",
            f"{sum(row.hand == 'left' for row in rows):,}",
            f"{sum(row.hand == 'right' for row in rows):,}",
            f"{sum(not row.is_asl for row in rows):,}",
        )
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    for split in EVERY:
        rows = [row for row in samples if row.split == split]
        people = len({person(row.signer) for row in rows})
        sys.stdout.write(f"{split}: {len(rows):,} pictures of {people} persons or mixed groups\n")
    for name, why in EXCLUDED_SIGNERS.items():
        sys.stdout.write(f"Excluded: stills of {name} ({why})\n")
    letters = ", ".join(f"{letter} of {source}" for source, letter in sorted(NOT_ASL))
    sys.stdout.write(f"Not the ASL letter, kept to reproduce the report, never used for training: {letters}\n")


def _check(samples: list[Sample], out: Path | None) -> int:
    findings = checks.Findings()
    checks.check_counts(samples, findings)
    checks.check_classes(samples, findings)
    checks.check_people(samples, findings)
    checks.check_labels(samples, findings)
    sound, hashes = checks.read_all(samples, findings)
    checks.check_duplicates(sound, hashes, findings)
    write = sys.stdout.write
    for title, lines in findings.lists.items():
        write(f"\n{title}: {len(lines)}\n")
        write("".join(f"  {printable(line)}\n" for line in lines[:SHOWN]))
        if len(lines) > SHOWN:
            write(f"  … and {len(lines) - SHOWN} more" + (f" in {shown(out)}\n" if out else "; name a file for all\n"))
    write("".join(f"\nNote: {printable(line)}\n" for line in findings.warnings))
    write("".join(f"\nError: {printable(line)}\n" for line in findings.errors))
    write(f"\n{len(samples):,} pictures checked, {len(findings.errors)} errors\n")
    if out:
        report = [*(f"Error: {line}" for line in findings.errors), *(f"Note: {line}" for line in findings.warnings)]
        for title, lines in findings.lists.items():
            report += ["", f"{title}: {len(lines)}", *(f"  {line}" for line in lines)]
        write_bytes(out, ("\n".join(map(printable, report)) + "\n").encode())
    return DataError.exit_code if findings.errors else 0


def _export(args: argparse.Namespace) -> int:
    if args.out is None or not args.out.name.endswith((".csv", ".csv.gz")):
        sys.stderr.write("Name the file to write: python -m training datasets export FILE.csv (or .csv.gz).\n")
        return 2
    samples = load_table(data_folders_of(args), args.sources or ("recordings",), LEARNABLE)
    rows = export_csv(samples, args.out)
    sys.stdout.write(
        f"{shown(args.out)}: {rows:,} rows in the report's CSV format, 28×28; whose hands they show is in "
        f"{args.out.name.removesuffix('.gz').removesuffix('.csv')}_people.csv.\n"
    )
    return 0
