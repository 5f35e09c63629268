"""The scoreboard as text: Markdown for files and the README, a table for the terminal."""

import textwrap
from collections.abc import Sequence
from typing import Any

COLUMNS = ("figure", "best known", "to reach", "measured", "peer")
WIDTH = 120  # of a line of Markdown


def rows_of(results: dict[str, Any]) -> list[tuple[str, ...]]:
    """The lines as text; a target that is met has a ✓, one that is not an ✗."""
    marks = {True: " ✓", False: " ✗", None: ""}
    return [
        (line["figure"], line["best_known"], line["to_reach"], line["measured"] + marks[line["met"]], line["peer"])
        for line in results["lines"]
    ]


def markdown(results: dict[str, Any]) -> str:
    """Both tables and what they rest on."""
    return (
        "\n".join(
            [
                textwrap.fill(headline(results), WIDTH),
                "",
                main_markdown(results),
                "",
                readers_markdown(results),
                "",
                notes_markdown(results),
            ]
        )
        + "\n"
    )


def notes_markdown(results: dict[str, Any]) -> str:
    """The notes as a list."""
    return "\n".join(
        textwrap.fill(f"- {note}", WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        for note in notes(results)
    )


def main_markdown(results: dict[str, Any]) -> str:
    """The issue's table."""
    return table(COLUMNS, rows_of(results), "lllll")


def headline(results: dict[str, Any]) -> str:
    """Whose hands, which frames."""
    if results["ground"] == "eval":
        whose = (
            "Signers of the `eval` split, from whom nothing was learned and on whom nothing was set: webcam "
            f"signers {', '.join(results['webcam'])}, and {', '.join(results['hard'])} (crowd photographs: 6–10 "
            "volunteers, ten places)"
        )
    else:
        whose = (
            f"**Rehearsal**, not the scoreboard: {len(results['webcam'])} training signers held out "
            f"({', '.join(results['webcam'])}), on whom thresholds are set, too"
        )
    return (
        f"{whose}. Whole frames, single frames, int8 through the device's code; a hand not found is wrong; a "
        "signer's figure is the mean over their letters. In brackets: each signer, in this order."
    )


def readers_markdown(results: dict[str, Any]) -> str:
    """Every reader, per signer."""
    readers = list(results["readers"].values())
    signers = list(readers[0]["letters"]["per_signer"])
    rows = []
    for reader in readers:
        shares = [f"{reader['letters']['per_signer'][name]['accuracy']:.2f}" for name in signers]
        votes = reader.get("votes")
        rows.append(
            (
                reader["name"],
                *shares,
                f"**{_webcam(reader, results['webcam']):.2f}**",
                "–" if votes is None else f"{votes['window']['mean']:.2f}",
                _false(reader, "no hand, strangers"),
                _false(reader, "other handshapes, strangers"),
            )
        )
    head = ("reader", *signers, "webcam mean", "bursts, 0.5 s", "no hand → letter", "other shape → letter")
    return table(head, rows, "l" + "r" * (len(head) - 1))


def notes(results: dict[str, Any]) -> list[str]:
    """What a reader of the tables must know."""
    ours = results["readers"]["station"]
    checked = ours["verification"]
    shown = ours["shown"]
    nine = "learned from in the last steps" if results["learned_from_held_out"] else "held out"
    found = [
        f"A letter counts whatever its confidence; at {ours['enter']:g}, from which the station shows one, "
        f"{shown['share']:.2f} of all frames have one and {shown['right'] or 0:.2f} of these are right. “Read as a "
        "letter” is from that confidence on; in brackets: the likeliest class is a letter.",
        f"Verification: the tutor's own judgement (`device/tutor/verification.py`) of single frames. Its threshold "
        f"“clear” is {checked['clear']:.2f} here, the least that keeps false accepts of the nearest rivals at 3 % or "
        f"below on nine training signers ({nine}; true accepts there: {checked['held_out']['true']['mean']:.2f}); "
        "after the semicolon: what hindsight would have set. " + _device(checked),
        "The peer is MediaPipe Hands 0.10.21 (full, static) and a small network that learned from the landmarks of the "
        "same training signers (all of them; for verification, without those held out) and from the synthetic poses, "
        "turned and mirrored. First, its landmarks recorded from the colour originals of the frames – a hand it did "
        "not find is wrong; “live on grey”: MediaPipe run on the very grey 320-pixel frames the station gets, where it "
        "finds far fewer hands; rows with one figure are live on grey. True boxes and points of real frames are those "
        "recorded ones: MediaPipe is measured against itself there, and frames without any are left out. Rendered "
        "hands have exact truth; theirs are from 14 % of the frame's height on.",
    ]
    if "peer-live" not in results["readers"]:
        found[2] = "The peer was not measured."
    if results.get("cost"):
        found.append(
            f"Cost: CPU time of the process, {results['made']['cpu']}, everything on the same frames in turn; "
            "met where it is in every TFLite runtime (the station's on Python 3.11 is tflite_runtime, on 3.13 "
            "ai_edge_litert)."
        )
    models = ", ".join(f"{name} {size / 1000:.0f} kB" for name, size in results["files"].items())
    found.append(
        f"Models: {models}. `make scoreboard`, {results['made']['time'][:10]}, commit "
        f"{str(results['made']['commit'])[:10]}."
    )
    return found


def terminal(results: dict[str, Any], width: int) -> str:
    """As `markdown`, drawn for people."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    out = StringIO()
    console = Console(file=out, width=max(width, 100))
    board = Table(*COLUMNS, show_lines=True)
    for row in rows_of(results):
        board.add_row(*row)
    console.print(headline(results).replace("**", ""), markup=False, highlight=False)
    console.print(board)
    lines = readers_markdown(results).splitlines()
    head, *body = ([cell.strip().strip("*") for cell in line.strip("|").split("|")] for line in lines)
    readers = Table(*head)
    for row in body[1:]:
        readers.add_row(*row)
    console.print(readers)
    for note in notes(results):
        console.print(note, markup=False, highlight=False)
    return out.getvalue()


def _device(checked: dict[str, Any]) -> str:
    rows = [
        (whose, checked[f"device_{group}"])
        for group, whose in (("webcam", "webcam signers"), ("hard", "davidlee"))
        if f"device_{group}" in checked
    ]
    each = "; ".join(
        f"{whose} {row['true']['mean']:.2f} true, {row['false']['mean']:.3f} false of the nearest rival, "
        f"{row['false_family']:.3f} of the whole family"
        for whose, row in rows
    )
    return f"With the tutor's own thresholds: {each}."


def _webcam(reader: dict[str, Any], names: Sequence[str]) -> float:
    rows = reader["letters"]["per_signer"]
    shares = [rows[name]["accuracy"] for name in names if name in rows]
    return sum(shares) / len(shares) if shares else float("nan")


def _false(reader: dict[str, Any], name: str) -> str:
    row = reader.get("false_letters", {}).get(name)
    return "–" if row is None else f"{row['shown']:.2f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], sides: str) -> str:
    """Markdown; `sides` has an l or r for each column."""
    rule = [{"l": "---", "r": "--:"}[side] for side in sides]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
