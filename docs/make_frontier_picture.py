"""Draw docs/frontier.png, accuracy against cost: `python -m docs.make_frontier_picture NAME=RESULTS … [--out PNG]`.

RESULTS are results.json files of `python -m training dev MODELS --cost`. Needs the training environment.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from training.evaluation.pages.chart_style import COLOURS, pyplot_in_style, share_axis

OUT = Path("docs/frontier.png")
RUNTIME = "ai_edge_litert"


def main() -> None:
    """Read the results and draw one point for each set of networks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="+", metavar="NAME=RESULTS")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    named = [str(each).split("=", 1) for each in args.results]
    draw([(name, json.loads(Path(path).read_text())) for name, path in named], args.out)


def draw(rows: list[tuple[str, dict[str, Any]]], out: Path) -> None:
    """Draw full signers and crowd of `dev` against the CPU time of a frame, in that of MediaPipe Hands lite."""
    pyplot = pyplot_in_style()
    figure, axes = pyplot.subplots(1, 2, figsize=(8.4, 3.2), sharey=True)
    for axis, kind in zip(axes, ("tracking", "searching"), strict=True):
        for group, marker, colour in (("full signers", "o", COLOURS[0]), ("crowd", "s", COLOURS[1])):
            costs = [result["cost"]["ratio"][RUNTIME][kind] for _, result in rows]
            axis.plot(
                costs, [result[group.split()[0]]["mean"] for _, result in rows], marker, color=colour, label=group
            )
        for name, result in rows:
            at = result["cost"]["ratio"][RUNTIME][kind], result["full"]["mean"]
            axis.annotate(name, at, xytext=(-8, -3), textcoords="offset points", fontsize=8, ha="right")
        axis.set_xlabel(f"CPU time of a frame, {kind} ÷ MediaPipe Hands lite")
        axis.set_xlim(left=0)
        share_axis(axis.yaxis)
    axes[0].set_ylabel("letters read right, dev")
    axes[0].legend(frameon=False, loc="lower right")
    figure.savefig(out, dpi=110)


if __name__ == "__main__":
    main()
