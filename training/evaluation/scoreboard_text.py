"""The scoreboard as text: Markdown for files, a table for the terminal."""

import textwrap
from collections.abc import Sequence
from io import StringIO
from typing import Any

COLUMNS = ("figure", "whose hands", "rooms", "split", "target", "measured", "MediaPipe", "best known")
WIDTH = 120  # of a line of Markdown


def rows_of(results: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the target table as text; a target that is met has a ✓, one that is not an ✗."""
    marks = {True: " ✓", False: " ✗", None: ""}
    keys = ("figure", "hands", "rooms", "split", "to_reach", "measured", "peer", "best_known")
    return [
        tuple(line[key] + (marks[line["met"]] if key == "measured" else "") for key in keys)
        for line in results["lines"]
    ]


def markdown(results: dict[str, Any]) -> str:
    """Return both tables and the notes to them."""
    parts = (
        textwrap.fill(headline(results), WIDTH),
        main_markdown(results),
        systems_markdown(results),
        notes_markdown(results),
    )
    return "\n\n".join(parts) + "\n"


def notes_markdown(results: dict[str, Any]) -> str:
    """Return the notes as a list."""
    return "\n".join(
        textwrap.fill(f"- {note}", WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        for note in notes(results)
    )


def main_markdown(results: dict[str, Any]) -> str:
    """Return the target table."""
    return table(COLUMNS, rows_of(results), "l" * len(COLUMNS))


def headline(results: dict[str, Any]) -> str:
    """Return whose hands the figures are about, and which frames."""
    webcam, crowd = ", ".join(results["webcam"]), ", ".join(results["hard"])
    if results["ground"] == "eval":
        whose = (
            "Test signers (split `eval`): nothing was learned from them and no threshold was set on them. Webcam "
            f"signers: {webcam}. Crowd photographs of 6–10 volunteers in ten places: {crowd}"
        )
    else:
        whose = (
            f"**Validation run**, not the scoreboard: {len(results['webcam'])} validation signers ({webcam}). "
            "Thresholds are set on them, too"
        )
    return (
        f"{whose}. Figures are for whole single frames, with the int8 models and the device's own code. A hand that is "
        "not found counts as wrong. A signer's figure is the mean over their letters. In brackets: each signer, in "
        "this "
        "order."
    )


def systems_markdown(results: dict[str, Any]) -> str:
    """Return the table of all systems, signer by signer."""
    systems = list(results["readers"].values())
    signers = list(systems[0]["letters"]["per_signer"])
    rows = []
    for system in systems:
        averaged = system.get("votes")
        rows.append(
            (
                system["name"],
                *(f"{system['letters']['per_signer'][name]['accuracy']:.2f}" for name in signers),
                f"**{_webcam_mean(system, results['webcam']):.2f}**",
                "–" if averaged is None else f"{averaged['window']['mean']:.2f}",
                _false_letters(system, "no hand, strangers"),
                _false_letters(system, "other handshapes, strangers"),
            )
        )
    head = ("system", *signers, "webcam mean", "bursts, 0.5 s", "no hand → letter", "other shape → letter")
    return table(head, rows, "l" + "r" * (len(head) - 1))


def notes(results: dict[str, Any]) -> list[str]:
    """Return what one must know to understand the tables, one note a paragraph."""
    ours = results["readers"]["station"]
    found = [
        f"A letter counts whatever its confidence. The device shows a letter from a confidence of {ours['enter']:g} "
        "on: "
        f"{ours['shown']['share']:.2f} of all frames get one, and {ours['shown']['right'] or 0:.2f} of these are "
        "right. "
        "“Read as a letter” means from that confidence on; in brackets: the most likely class is a letter.",
        _verification_note(ours["verification"]),
        "MediaPipe is MediaPipe Hands 0.10.21 (full model, every image on its own) and one small network that "
        "classifies "
        "its landmarks. The network learned from the landmarks of the same training signers "
        "and from synthetic poses. The first figure uses landmarks recorded from the colour "
        "originals of the frames, which the device does not get; a hand that was not found is wrong. “Live on grey” is "
        "MediaPipe on the grey 320-pixel frames that the device gets, where it finds far fewer hands. A single "
        "figure is "
        "live on grey. The recorded landmarks are also the reference for boxes and landmarks of real frames: MediaPipe "
        "is compared with itself there, and frames without them are left out. Rendered hands have exact reference "
        "landmarks; they fill 14 % of the frame's height or more.",
    ]
    if "peer-live" not in results["readers"]:
        found[2] = "MediaPipe was not measured."
    if results.get("cost"):
        found.append(
            f"Cost is CPU time of the process on {results['made']['cpu']}; all systems read the same frames in turn. "
            "The "
            "target is met if it is met with every TFLite runtime (tflite_runtime on Python 3.11, ai_edge_litert on "
            "3.13)."
        )
    models = ", ".join(f"`{name}` {size / 1000:.0f} kB" for name, size in results["files"].items())
    made = results["made"]
    found.append(f"Models: {models}. `make scoreboard`, {made['time'][:10]}, commit {str(made['commit'])[:10]}.")
    return found


def terminal(results: dict[str, Any], width: int) -> str:
    """Return the same as `markdown`, drawn for a terminal of `width` columns."""
    from rich.console import Console
    from rich.table import Table

    out = StringIO()
    console = Console(file=out, width=max(width, 100))
    board = Table(*COLUMNS, show_lines=True)
    for row in rows_of(results):
        board.add_row(*row)
    console.print(headline(results).replace("**", ""), markup=False, highlight=False)
    console.print(board)
    lines = systems_markdown(results).splitlines()
    head, _, *body = ([cell.strip().strip("*") for cell in line.strip("|").split("|")] for line in lines)
    systems = Table(*head)
    for cells in body:
        systems.add_row(*cells)
    console.print(systems)
    for note in notes(results):
        console.print(note, markup=False, highlight=False)
    return out.getvalue()


def table(head: Sequence[str], rows: Sequence[Sequence[str]], sides: str) -> str:
    """Return a Markdown table; `sides` has an l or r for each column."""
    rule = [{"l": "---", "r": "--:"}[side] for side in sides]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def _verification_note(checked: dict[str, Any]) -> str:
    names = ", ".join(f"{key} {value:g}" for key, value in checked["thresholds"].items())
    alternatives = "; ".join(
        f"{whose} {checked[group]['true']['mean']:.2f} true, {checked[group]['false']['mean']:.3f} false"
        for group, whose in (("held_out", "validation signers"), ("webcam", "webcam signers"), ("hard", "davidlee"))
        if group in checked
    )
    return (
        f"Verification is the tutor's own judgement (`device/tutor/verification.py`) at the tutor's own thresholds "
        f"({names}), which are in the metadata of the landmark model. With verify_clear = {checked['clear']:.2f}, the "
        f"smallest value that keeps false accepts of the nearest rivals at 3 % or below on the validation signers: "
        f"{alternatives}."
    )


def _webcam_mean(system: dict[str, Any], names: Sequence[str]) -> float:
    rows = system["letters"]["per_signer"]
    shares = [rows[name]["accuracy"] for name in names if name in rows]
    return sum(shares) / len(shares) if shares else float("nan")


def _false_letters(system: dict[str, Any], name: str) -> str:
    row = system.get("false_letters", {}).get(name)
    return "–" if row is None else f"{row['shown']:.2f}"
