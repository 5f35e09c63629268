"""An evaluation as text: for the terminal, and as Markdown."""

from typing import Any

from device.recognition.geometry import CROP
from training.evaluation.figures import worst_pairs

HEADLINE = "Test signers (`eval`: five sources that no system learned from), single frames"


def markdown(results: dict[str, Any]) -> str:
    """Return the table of whole frames and given boxes: each signer, then the mean over signers."""
    readers = [r for r in results["readers"] if "whole_frames" in r]
    if not readers:
        return "No protocol on test signers was chosen.\n"
    signers = list(readers[0]["whole_frames"]["per_signer"])
    lines = [
        f"{HEADLINE}; mean over 24 letters a signer, then over signers; 95 %: bootstrap over signer × letter. "
        f"Whole frames: a hand not found is wrong. Given box: the square {CROP:g} times MediaPipe's box, only frames "
        "that have one.",
        "",
        f"| system | frames | {' | '.join(signers)} | mean | 95 % | 23 letters | found | CPU ms |",
        f"| --- | --- | {' | '.join('--:' for _ in signers)} | --: | --- | --: | --: | --: |",
    ]
    for reader in readers:
        lines.append(_row(reader, "whole_frames", "whole", signers))
        if "given_boxes" in reader:
            lines.append(_row(reader, "given_boxes", "box", signers))
    return "\n".join(lines) + "\n"


def text(results: dict[str, Any]) -> str:
    """Return the table and the figures of each system as text."""
    parts = [markdown(results)]
    for reader in results["readers"]:
        lines = [f"{reader['name']} ({reader['group']}); whole frames: {reader['how']}"]
        if "official" in reader:
            official = reader["official"]
            lines.append(
                f"  official Sign MNIST test (same seven people, same room): {official['accuracy']:.4f} of "
                f"{official['rows']:,} rows, ECE {official['reliability']['ece']:.3f}"
            )
        for key, what in (("whole_frames", "whole frames"), ("given_boxes", "given boxes")):
            if key in reader:
                lines += _passage(reader[key], what)
        for name, parts_of in reader.get("slices", {}).items():
            shares = ", ".join(f"{part} {row['accuracy']:.2f} ({row['frames']})" for part, row in parts_of.items())
            lines.append(f"  whole frames by {name}: {shares}")
        for name, parts_of in reader.get("rendered", {}).get("slices", {}).items():
            shares = ", ".join(f"{part} {row['accuracy']:.2f} ({row['frames']})" for part, row in parts_of.items())
            lines.append(f"  rendered hands, {reader['rendered']['on']}, by {name}: {shares}")
        for name, row in reader.get("negatives", {}).items():
            lines.append(
                f"  false letters, {name}: {row['any']:.2f} an image, {row['sure']:.2f} with confidence "
                f"0.5 and more ({row['pictures']})"
            )
        if "curves" in reader:
            for kind, points in reader["curves"].items():
                if isinstance(points, list):
                    shares = ", ".join(f"{amount:g}: {share:.2f}" for amount, share in points)
                    lines.append(f"  {kind} ({reader['curves']['on']}): {shares}")
        parts.append("\n".join(lines) + "\n")
    if "whole" in results:
        whole = results["whole"]
        parts.append(
            f"This command: {whole['wall_s']:.0f} s wall, {whole['cpu_s']:.0f} s CPU, at most "
            f"{whole['peak_mb']:.0f} MB; test signers used {results['touches']} times from this run folder "
            "(eval_touches.jsonl)\n"
        )
    return "\n".join(parts)


def _row(reader: dict[str, Any], key: str, what: str, signers: list[str]) -> str:
    row = reader[key]
    low, high = row["interval"]
    shares = " | ".join(f"{row['per_signer'][name]['accuracy']:.3f}" for name in signers)
    found = sum(r["found"] for r in row["per_signer"].values()) / len(signers)
    cpu = reader.get("cost", {}).get("cpu_ms") if what == "whole" else None
    return (
        f"| {reader['name']} | {what} | {shares} | **{row['macro']:.3f}** | {low:.3f}–{high:.3f} | "
        f"{row['without_t']:.3f} | {'–' if what == 'box' else f'{found:.3f}'} | "
        f"{'–' if cpu is None else f'{cpu:.1f}'} |"
    )


def _passage(row: dict[str, Any], what: str) -> list[str]:
    best = sorted(row["per_letter"].items(), key=lambda item: -item[1])
    pairs = worst_pairs(row["confusion"], 6)
    return [
        f"  {what}: mean over signers {row['macro']:.3f} ({row['interval'][0]:.3f}–{row['interval'][1]:.3f}), "
        f"webcam signers {row['webcam']:.3f}; at confidence {row['sure']['threshold']}: {row['sure']['answered']:.2f} "
        f"answered, {row['sure']['right']:.2f} of these right; ECE {row['reliability']['ece']:.3f}",
        "    best "
        + " ".join(f"{letter} {share:.2f}" for letter, share in best[:5])
        + "; worst "
        + " ".join(f"{letter} {share:.2f}" for letter, share in best[-5:])
        + "; confused: "
        + ", ".join(f"{true}→{read} {count}" for true, read, count in pairs),
    ]
