"""python -m training html RUN: one self-contained HTML page, and a short Markdown table."""

import argparse
import sys
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from device.names import shown
from training.errors import RunError
from training.evaluation import compare_text, evaluate_text
from training.evaluation.pages import calibration, pictures, sections
from training.run_folder import read_json, read_object, written_whole

TEMPLATE = Path(__file__).parents[1] / "evaluation" / "pages" / "page.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training html`."""
    parser.add_argument(
        "run",
        type=Path,
        nargs="?",
        default=Path("runs/evaluate"),
        help="folder of an evaluate or compare run (default: %(default)s)",
    )
    taken = "included in the page if it exists"
    parser.add_argument("--compare", type=Path, default=Path("runs/compare"), help=taken)
    parser.add_argument("--folds", type=Path, default=Path("runs/folds"), help=taken)
    parser.add_argument("--out", type=Path, help="the page (default: RUN/report.html)")


def main(args: argparse.Namespace) -> int:
    """Write the page, and the table beside it.

    Raises:
        RunError: the folder holds no results, or results of another version, or the page cannot be written.
    """
    if not (args.run / "results.json").is_file():
        raise RunError(
            f"{shown(args.run)} holds no results.json; run `python -m training evaluate` or "
            "`python -m training compare` first."
        )
    results = read_json(args.run / "results.json")
    out = args.out or args.run / "report.html"
    try:
        compared = results if "cells" in results else _beside(args.compare)
        evaluated = results if "readers" in results else None
        folded = results if "folds" in results else _beside(args.folds)
        page = build(args.run, evaluated, compared, args.compare if compared is not results else args.run, folded)
        beside = table(evaluated, compared)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise RunError(
            f"{shown(args.run)} (or the runs beside it) holds results of another version, or damaged ones "
            f"({type(error).__name__}: {error}); measure again in a new folder."
        ) from None
    if out.suffix == ".md":
        raise RunError(f"{shown(out)} is the name of the table beside the page; name the page NAME.html.")
    with written_whole(out.with_suffix(".md"), beside=out) as table_part, written_whole(out) as page_part:
        page_part.write_bytes(page.encode())
        table_part.write_bytes(beside.encode())
    sys.stdout.write(
        f"{shown(out)} ({len(page) / 1e6:.1f} MB; shows real people: not for publication)\n{out.with_suffix('.md')}\n"
    )
    return 0


def build(
    run: Path,
    evaluated: dict[str, Any] | None,
    compared: dict[str, Any] | None,
    compare_run: Path,
    folded: dict[str, Any] | None,
) -> str:
    """Return the page as HTML; a result that is None has no section.

    Args:
        run: folder whose pictures and environment are shown.
        evaluated: results of `evaluate`.
        compared: results of `compare`; compare_run: their folder.
        folded: results of `evaluate --protocol folds`.

    Raises:
        RunError: a file of a run is damaged.
    """
    readers = evaluated["readers"] if evaluated else []
    parts = [
        sections.signers(readers),
        sections.confusions(readers, evaluated["frames"] if evaluated else [], pictures.kept(run)),
        calibration.reliability(readers),
        sections.folds(folded),
        sections.compared(compared, pictures.kept(compare_run) if compared else None),
        sections.learning(compared),
    ]
    environment = read_object(run / "environment.json") if (run / "environment.json").is_file() else {}
    made = ", ".join(f"{name} {version}" for name, version in environment.get("packages", {}).items())
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title="Handshape: evaluation",
        subtitle=escape(evaluate_text.HEADLINE if evaluated else compare_text.PROTOCOL),
        cards=_cards(evaluated, compared),
        sections="".join(parts),
        footer=escape(
            f"{environment.get('command', '')} · {environment.get('started', '')} · commit "
            f"{str(environment.get('commit'))[:10]} · Python {environment.get('python', '')} · {made}"
        ),
    )


def table(evaluated: dict[str, Any] | None, compared: dict[str, Any] | None) -> str:
    """Return both tables as Markdown."""
    parts = [evaluate_text.markdown(evaluated)] if evaluated else []
    return "\n".join([*parts, *([compare_text.markdown(compared)] if compared else [])])


def _cards(evaluated: dict[str, Any] | None, compared: dict[str, Any] | None) -> str:
    cards = []
    board = [r for r in evaluated["readers"] if "whole_frames" in r] if evaluated else []
    if board:
        best = max(board, key=lambda r: r["whole_frames"]["macro"])
        cards.append((f"{best['whole_frames']['macro']:.3f}", f"best on test signers' whole frames: {best['name']}"))
    boxed = sorted((r for r in board if "given_boxes" in r), key=lambda r: -r["given_boxes"]["macro"])
    for reader in boxed[:1]:
        cards.append((f"{reader['given_boxes']['macro']:.3f}", f"best on test signers' given boxes: {reader['name']}"))
        cards.append((f"{reader['whole_frames']['macro']:.3f}", f"the same on whole frames: {reader['name']}"))
    cells = [c for c in compared["cells"] if c["model"] == "report_cnn"] if compared else []
    for cell in cells[:1]:
        cards.append((f"{cell['accuracy']:.3f}", "baseline CNN, official test: the same seven people"))
    if evaluated:
        cards.append((str(evaluated["touches"]), "times this run folder used the test signers"))
    card = '<div class="card"><b>{}</b><span>{}</span></div>'
    return "".join(card.format(escape(value), escape(what)) for value, what in cards)


def _beside(run: Path) -> dict[str, Any] | None:
    path = run / "results.json"
    return read_json(path) if path.is_file() else None
