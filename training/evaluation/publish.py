"""Publish a scoreboard in the repository: docs/scoreboard.json, docs/benchmarks.md and the figures within sentences."""

import re
from pathlib import Path
from typing import Any

from device.names import shown
from training.errors import RunError
from training.evaluation.target_format import NOT_MEASURED, letter_mean
from training.run_folder import write_bytes, write_json

BEGIN, END = "<!-- scoreboard: written by `make scoreboard` -->", "<!-- scoreboard: end -->"
SUMMARY = Path("docs/scoreboard.json")
PAGE = Path("docs/benchmarks.md")
README = Path("README.md")
WEAK = 0.85  # a letter of which less is read is named as weak
FIGURE = re.compile(r"(<!-- figure: (\w+) -->\**).*?(\**<!-- /figure -->)")
"""A figure within a sentence: `<!-- figure: NAME -->**91 %**<!-- /figure -->`; NAME is a key of `named_figures`."""


def summary(results: dict[str, Any]) -> dict[str, Any]:
    """Return what is committed: all figures, without the curves and matrices that only the run's folder needs."""
    systems = {}
    for slug, system in results["readers"].items():
        row = dict(system)
        kept = ("macro", "interval", "webcam", "per_signer", "per_letter")
        row["letters"] = {key: value for key, value in system["letters"].items() if key in kept}
        if slug == "station":
            row["letters"]["confusion"] = system["letters"]["confusion"]
        else:
            row.pop("slices", None)
        systems[slug] = row
    rounded: dict[str, Any] = _rounded({**results, "readers": systems})
    return rounded


def publish(results: dict[str, Any], markdown: str, root: Path) -> None:
    """Write docs/scoreboard.json, the block in docs/benchmarks.md, and the figures in its sentences and the README's.

    Args:
        results: of the scoreboard command.
        markdown: for docs/benchmarks.md; see scoreboard_text.markdown.
        root: of the repository.

    Raises:
        RunError: docs/benchmarks.md has no marked block, a page names an unknown figure, or a file cannot be written.
    """
    benchmarks, readme, figures = root / PAGE, root / README, named_figures(results)
    text = with_block(with_figures(_read(benchmarks), figures, benchmarks), markdown, benchmarks)
    filled = with_figures(_read(readme), figures, readme)
    write_json(root / SUMMARY, summary(results))
    write_bytes(benchmarks, text.encode())
    write_bytes(readme, filled.encode())


def named_figures(results: dict[str, Any]) -> dict[str, str]:
    """Return the figures that sentences name, as printed; "–" if one was not measured.

    Names: letters_webcam, letters_crowd: letters read by the two groups of test signers. weakest_letter: its name;
    weakest_letter_read. weak_letters: those below WEAK, the weakest first. left_hands_read and left_hands: their number
    of frames. bright_read: in very bright light. other_handshapes_shown: share of other handshapes that are shown as a
    letter, and other_handshapes: their number. shown_right: share of the shown letters that is right. true_accepts,
    false_accepts: verification of the webcam signers. models_mb.
    """
    ours = results["readers"]["station"]
    letters = ours["letters"]
    weakest_first = sorted(letters.get("per_letter", {}).items(), key=lambda item: float(item[1]))
    weakest = weakest_first[0] if weakest_first else (NOT_MEASURED, None)
    left = ours["slices"].get("hand", {}).get("left", {})
    bright = ours["slices"].get("light", {}).get("bright", {})
    other = ours.get("false_letters", {}).get("other handshapes, strangers", {})
    checked = ours.get("verification", {}).get("device_webcam", {})
    shares = {
        "letters_webcam": letter_mean(ours, results["webcam"]),
        "letters_crowd": letter_mean(ours, results["hard"]),
        "weakest_letter_read": weakest[1],
        "left_hands_read": left.get("accuracy"),
        "bright_read": bright.get("accuracy"),
        "other_handshapes_shown": other.get("shown"),
        "shown_right": ours["shown"]["right"],
        "true_accepts": checked.get("true", {}).get("mean"),
        "false_accepts": checked.get("false", {}).get("mean"),
    }
    counts = {"left_hands": left.get("frames"), "other_handshapes": other.get("pictures")}
    return {
        **{name: NOT_MEASURED if share is None else f"{_per_cent(share)} %" for name, share in shares.items()},
        **{name: NOT_MEASURED if count is None else str(count) for name, count in counts.items()},
        "weakest_letter": weakest[0],
        "weak_letters": ", ".join(letter for letter, read in weakest_first if read < WEAK) or NOT_MEASURED,
        "models_mb": f"{results['bytes'] / 1e6:.1f} MB",
    }


def with_figures(text: str, figures: dict[str, str], path: Path) -> str:
    """Return a text with every marked figure replaced; see FIGURE.

    Raises:
        RunError: the text names a figure that does not exist.
    """
    unknown = sorted({name for _, name, _ in FIGURE.findall(text)} - set(figures))
    if unknown:
        raise RunError(f"{shown(path)} names the figure “{unknown[0]}”; known are {', '.join(figures)}.")
    return FIGURE.sub(lambda match: f"{match[1]}{figures[match[2]]}{match[3]}", text)


def with_block(text: str, markdown: str, path: Path, begin: str = BEGIN, end: str = END) -> str:
    """Return a text whose marked block holds `markdown`; what is around the block stays.

    Raises:
        RunError: not exactly one block is marked.
    """
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise RunError(f"{shown(path)} needs one line “{begin}” and one “{end}” below it, where the table is to go.")
    before, rest = text.split(begin)
    return f"{before}{begin}\n{markdown.strip()}\n{end}{rest.split(end)[1]}"


def _per_cent(share: float) -> int:
    """Return whole per cent, rounded as the two decimals of the tables are."""
    return round(100 * float(f"{round(share, 4):.2f}"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(f"{shown(path)} cannot be read ({error.strerror}); restore it from the repository.") from None


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value
