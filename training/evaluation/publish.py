"""The scoreboard's place in the repository: docs/scoreboard.json and a marked block of docs/benchmarks.md."""

from pathlib import Path
from typing import Any

from training.errors import RunError
from training.run_folder import write_bytes, write_json

BEGIN, END = "<!-- scoreboard: written by `make scoreboard` -->", "<!-- scoreboard: end -->"
SUMMARY = Path("docs/scoreboard.json")
PAGE = Path("docs/benchmarks.md")


def summary(results: dict[str, Any]) -> dict[str, Any]:
    """What is committed: all figures, without the curves and matrices that only a run's folder needs."""
    readers = {}
    for slug, reader in results["readers"].items():
        row = dict(reader)
        kept = ("macro", "interval", "webcam", "per_signer", "per_letter")
        row["letters"] = {key: value for key, value in reader["letters"].items() if key in kept}
        if slug == "station":
            row["letters"]["confusion"] = reader["letters"]["confusion"]
        else:
            row.pop("slices", None)
        readers[slug] = row
    return _rounded({**results, "readers": readers})


def publish(results: dict[str, Any], markdown: str, root: Path) -> None:
    """Write both.

    Raises:
        RunError: docs/benchmarks.md has no marked block, or a file cannot be written.
    """
    page = root / PAGE
    text = with_block(page.read_text(encoding="utf-8"), markdown, page)
    write_json(root / SUMMARY, summary(results))
    write_bytes(page, text.encode())


def with_block(text: str, markdown: str, path: Path) -> str:
    """A text whose marked block holds `markdown`; what is around it stays.

    Raises:
        RunError: not exactly one block is marked.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise RunError(f"{path} needs one line “{BEGIN}” and one “{END}” below it, where the table is to go.")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{markdown.strip()}\n{END}{rest.split(END)[1]}"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value
