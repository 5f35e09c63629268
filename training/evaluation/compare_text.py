"""The comparison with the student report as text: for the terminal, and as Markdown for docs/baseline.md."""

from typing import Any

from training import metrics
from training.networks.catalogue import SHORT

BEGIN, END = "<!-- baseline: written by `make compare` -->", "<!-- baseline: end -->"

PROTOCOL = "official Sign MNIST test, 7,172 rows: other photographs of the same seven people in the same room"


def cell_name(cell: dict[str, Any]) -> str:
    """Return a name such as "baseline CNN, custom"."""
    return f"{SHORT.get(cell['model'], cell['model'])}, {cell['training']}"


def markdown(results: dict[str, Any]) -> str:
    """Return the table of three models × two training sets, our figures beside those of the student report."""
    lines = [
        "| model | trained on | rows | accuracy | 95 % | macro F1 | student report | CPU s | ms | size |",
        "| --- | --- | --: | --: | --- | --: | --: | --: | --: | --: |",
    ]
    for cell in results["cells"]:
        low, high = cell.get("interval_photographs", (float("nan"),) * 2)
        printed = cell["report"].get("accuracy")
        cpu = cell["training_cost"].get("cpu_s")
        lines.append(
            f"| {SHORT.get(cell['model'], cell['model'])} | {cell['training']} | {cell['rows']:,} | "
            f"**{cell['accuracy']:.3f}** | {low:.3f}–{high:.3f} | {cell['macro_f1']:.3f} | "
            f"{'–' if printed is None else f'{printed:.2f}'} | {'–' if cpu is None else f'{cpu:.0f}'} | "
            f"{cell['reading_cost']['median_ms']:.2f} | {cell['bytes'] / 1e6:.2f} MB |"
        )
    return "\n".join(lines) + "\n"


def fault_text(fault: dict[str, Any]) -> str:
    """Return the effect of the report's label fault on our predictions, in four lines."""

    def line(name: str, what: str) -> str:
        row = fault[name]
        return (
            f"  {what:44} accuracy {row['accuracy']:.3f}, macro F1 {row['macro_f1']:.2f} over "
            f"{row['classes_listed']} classes, recall 0: {''.join(row['zero']) or '–'}, "
            f"read as J (9): {row['phantom']}"
        )

    return (
        "\n".join(
            [
                "The report's 0.74 (macro 0.71; K–P at 0.00; a class 9 that no row has), from our CNN's predictions:",
                line("sound", "outputs mapped to labels correctly"),
                line("closed_at_q", "gap of J closed only from Q on"),
                line("never_closed", "gap of J never closed"),
            ]
        )
        + "\n"
    )


def full_text(results: dict[str, Any]) -> str:
    """Return all results: a table of each cell, the summary, the label fault and the cost."""
    parts = []
    for cell in results["cells"]:
        parts += [f"{cell_name(cell)}, {cell['rows']:,} rows", "", metrics.text(cell["table"])]
        if "per_signer" in cell:
            shares = "  ".join(f"{name} {share:.3f}" for name, share in cell["per_signer"].items())
            low, high = cell["interval_signers"]
            parts.append(f"Per signer: {shares}; 95 % over the seven signers {low:.3f}–{high:.3f}")
        worst = cell["report"].get("worst_f1", {})
        if worst:
            ours = ", ".join(f"{k} {v:.2f} → {cell['table']['classes'][k]['f1-score']:.2f}" for k, v in worst.items())
            parts.append(f"F1 of the report's worst letters → ours: {ours}")
        parts.append("")
    fault = [fault_text(results["label_fault"])] if "label_fault" in results else []
    notes = (
        f"Protocol: {results['protocol']}; intervals: 95 %, bootstrap over {results['photographs']} photographs. "
        "CPU s: of training; ms: one picture at a time.\n"
    )
    return "\n".join([*parts, notes, markdown(results), *fault, _cost(results["whole"])])


def _cost(whole: dict[str, float]) -> str:
    return (
        f"This command: {whole['wall_s']:.0f} s wall, {whole['cpu_s']:.0f} s CPU, at most "
        f"{whole['peak_mb']:.0f} MB (finished models are taken from the run folder)\n"
    )
