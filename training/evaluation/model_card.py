"""docs/model-card.md: text from card.md, figures from the models' metadata and a measured scoreboard."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

from device.recognition.metadata import Metadata, metadata_path, read_metadata
from device.recognition.networks import networks_of, settings_of
from device.settings import PRESETS, Preset
from training.evaluation import scoreboard_text
from training.evaluation.figures import worst_pairs
from training.run_folder import write_bytes

CARD = Path("docs/model-card.md")
TEXT = Path(__file__).with_name("card.md")
MIN_FRAMES = 40  # of a slice that is listed as a limit
WEAK = 0.1  # a slice is listed as a limit if it is so far below the mean of all frames


def write_card(results: dict[str, Any], models: str, root: Path) -> None:
    """Write docs/model-card.md.

    Args:
        results: of the scoreboard command.
        models: preset or landmark model that was measured.
        root: of the repository.

    Raises:
        ModelError: the metadata of a model are missing or damaged.
        RunError: the card cannot be written.
    """
    write_bytes(root / CARD, card(results, models).encode())


def card(results: dict[str, Any], models: str) -> str:
    """Return the model card as Markdown.

    Raises:
        ModelError: the metadata of a model are missing or damaged.
    """
    text = scoreboard_text
    protocol = f"{textwrap.fill(text.headline(results), text.WIDTH)}\n\n{text.notes_markdown(results)}"
    networks = networks_of(settings_of(models))
    known = [read_metadata(metadata_path(path)) for path in networks.files]
    ours = results["readers"]["station"]
    made = results["made"]
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        made=f"Measured {made['time'][:10]} at commit {str(made['commit'])[:10]}.",
        models="\n\n".join([_models(known), *_other_presets(networks)]),
        learned=_learned(known),
        protocol=protocol,
        table=scoreboard_text.main_markdown(results),
        letters=_letters(ours),
        signers=_signers(ours),
        slices=_slices(ours),
        count=ours["patterned"]["frames"] if "patterned" in ours else 0,
        skin=_skin(ours),
        limits=_limits(ours, results),
    )


def _other_presets(networks: Preset) -> Iterator[str]:
    """Describe the presets that were not measured here; nothing for networks that are no preset."""
    if networks not in PRESETS.values():
        return
    for name, preset in PRESETS.items():
        own = [read_metadata(metadata_path(path)) for path in preset.files if path not in networks.files]
        if own:
            boards = f" (for {', '.join(preset.boards)})" if preset.boards else ""
            yield f"The figures below are not of the preset `{name}`{boards}, which has these networks in their place:"
            yield _models(own)


def _models(known: list[Metadata]) -> str:
    rows = []
    for metadata in known:
        figures = "; ".join(
            f"{name}: {', '.join(f'{key} {value}' for key, value in row.items() if key.endswith('int8'))} "
            f"({row['protocol']})"
            for name, row in metadata.figures.items()
            if isinstance(row, dict) and "protocol" in row
        )
        size = metadata.figures.get("bytes")
        takes = f"{metadata.size}×{metadata.size} grey" if metadata.size else f"{metadata.inputs[0].shape[-1]} numbers"
        rows.append(
            (
                f"`{metadata.name}`",
                takes,
                "–" if size is None else f"{size / 1000:.0f} kB",
                figures or "–",
                metadata.sha256[:12],
            )
        )
    return scoreboard_text.table(("network", "input", "size", "figures at conversion", "sha256"), rows, "llrll")


def _learned(known: list[Metadata]) -> str:
    plans = []
    for metadata in known:
        plan = metadata.provenance.get("plan")
        if isinstance(plan, dict):
            each = [_plan(part) for part in plan.get("mean_of", [plan]) if "steps" in part]
            mean = f"mean of {len(each)} runs: " if len(each) > 1 else ""
            plans += [f"`{metadata.name.split(':')[0]}`: {mean}{' and '.join(each)}"] if each else []
    out = "Nothing was learned from the validation signers, the people of the split `dev`."
    return textwrap.fill(f"{'; '.join(plans)}. {out}" if plans else out, scoreboard_text.WIDTH)


def _plan(plan: dict[str, Any]) -> str:
    """Name the steps of one run of training."""
    share = plan.get("share")
    rendered = f", {share:.0%} of each batch rendered" if plan.get("synthetic") and share is not None else ""
    return f"last {plan['steps']} steps{rendered}, seed {plan.get('seed')}"


def _letters(ours: dict[str, Any]) -> str:
    letters, checked = ours["letters"], ours["verification"]
    pairs = worst_pairs(letters["confusion"], 200)
    totals = {letter: sum(row.values()) for letter, row in letters["confusion"].items()}
    rows = []
    for letter, share in letters["per_letter"].items():
        taken = [f"{read} {count / totals[letter]:.0%}" for true, read, count in pairs if true == letter][:3]
        true = checked.get("device_webcam", {}).get("true", {}).get("per_letter", {}).get(letter)
        rows.append(
            (
                letter,
                f"{share:.2f}",
                "–" if true is None else f"{true:.2f}",
                checked["nearest"].get(letter, "–"),
                ", ".join(taken) or "–",
            )
        )
    return scoreboard_text.table(("letter", "read", "verified", "nearest rival", "confused with"), rows, "lrrll")


def _signers(ours: dict[str, Any]) -> str:
    placed, checked = ours.get("placing", {}), ours["verification"]
    accepts = {
        name: share
        for group in ("webcam", "hard")
        for name, share in checked.get(f"device_{group}", {}).get("true", {}).get("per_signer", {}).items()
    }
    rows = []
    for name, row in ours["letters"]["per_signer"].items():
        place = placed.get(name, {})
        rows.append(
            (
                name,
                str(row["frames"]),
                f"{row['accuracy']:.2f}",
                _share(row["found"]),
                _share(place.get("hit")),
                _share(place.get("points"), 3),
                _share(accepts.get(name)),
            )
        )
    head = ("signer", "frames", "letters", "a hand found", "IoU ≥ 0.5", "landmark error", "verified")
    return scoreboard_text.table(head, rows, "lrrrrrr")


def _slices(ours: dict[str, Any]) -> str:
    rows = [
        (name, part, str(row["frames"]), f"{row['accuracy']:.2f}")
        for name, parts in ours["slices"].items()
        for part, row in parts.items()
    ]
    return scoreboard_text.table(("slice", "part", "frames", "letters"), rows, "llrr")


def _skin(ours: dict[str, Any]) -> str:
    rows = [
        (tone, str(row["frames"]), f"{row['letters']:.2f}", f"{row['found']:.2f}")
        for tone, row in ours.get("patterned", {}).get("skin", {}).items()
    ]
    return scoreboard_text.table(("skin", "frames", "letters", "a hand found"), rows, "lrrr")


def _limits(ours: dict[str, Any], results: dict[str, Any]) -> str:
    """List what the figures show as weak."""
    letters = ours["letters"]
    rising = sorted(letters["per_letter"].items(), key=lambda item: item[1])
    weak = [f"{letter} ({share:.2f})" for letter, share in rising[:6]]
    counts = [(row["frames"], row["accuracy"]) for row in ours["slices"]["light"].values()]
    mean = sum(n * share for n, share in counts) / sum(n for n, _ in counts)
    parts = [
        f"{name}: {part} ({row['accuracy']:.2f} of {row['frames']} frames)"
        for name, slices in ours["slices"].items()
        for part, row in slices.items()
        if row["frames"] >= MIN_FRAMES and row["accuracy"] < mean - WEAK
    ]
    missed = [
        f"{line['figure']} ({line['hands']}): {line['measured']}, target {line['to_reach']}"
        for line in results["lines"]
        if line["met"] is False
    ]
    return "\n".join(
        [
            f"- Weakest letters: {', '.join(weak)}.",
            f"- More than {WEAK:g} below the mean of all frames ({mean:.2f}): {'; '.join(parts) or 'no part'}.",
            *[f"- Target missed: {each}." for each in missed],
            "- One hand: a second hand or a face in view may be taken for it.",
            "- The five sources of test signers are few people; the figures may differ for other groups.",
        ]
    )


def _share(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
