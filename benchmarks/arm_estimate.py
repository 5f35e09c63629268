"""Estimate a frame on Raspberry Pis that were not measured, from counts and stated assumptions. Not a measurement.

Two counts carry over from any machine: the multiplications of the networks (from the shapes in the .tflite files) times
their runs a frame, and the time of everything around the networks, which `bench --profile --json` measures here. The
assumptions are printed beside the result: multiplications a cycle that int8 kernels reach on a core, and how much
slower than this machine's core that core runs Python.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from benchmarks._common import add_preset, model_identity, parser_for
from device.recognition.interpreter import Model
from device.settings import PRESETS
from device.system import machine
from device.system.command_line import exit_code_of


@dataclass(frozen=True)
class Core:
    """A processor core and what is assumed of it.

    Attributes:
        name: of the core and the Pi.
        ghz: clock.
        per_cycle: int8 multiply-adds a cycle that the convolutions reach: about 40 % of the peak, which is 8 with NEON
            on an A53, 16 on an A72, and 32 with the dot-product instructions of an A76.
        slower: times longer than here for code in Python and NumPy; from public single-thread scores (A53 0.11, A72
            0.19, A76 0.45 of a server core).
    """

    name: str
    ghz: float
    per_cycle: float
    slower: float


CORES = (
    Core("Cortex-A53 (Zero 2 W)", 1.0, 3.2, 9.0),
    Core("Cortex-A72 (Pi 4)", 1.5, 6.4, 5.3),
    Core("Cortex-A76 (Pi 5)", 2.4, 12.8, 2.2),
)


def multiplications(model: Model) -> int:
    """Return the multiply-adds of one run, of convolutions and matrix products."""
    interpreter: Any = vars(model)["_interpreter"]
    shapes = {each["index"]: [int(n) for n in each["shape"]] for each in interpreter.get_tensor_details()}
    total = 0
    for step in vars(type(interpreter))["_get_ops_details"](interpreter):
        kind, inputs, outputs = step["op_name"], list(step["inputs"]), list(step["outputs"])
        if kind in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
            kernel, out = shapes[inputs[1]], shapes[outputs[0]]
            each_output = prod(kernel[1:3]) if kind == "DEPTHWISE_CONV_2D" else prod(kernel[1:])
            total += prod(out) * each_output
        elif kind == "TRANSPOSE_CONV":
            total += prod(shapes[inputs[2]]) * prod(shapes[inputs[1]][:3])
    return total


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the counts, and one row for each core."""
    parser = parser_for(__doc__)
    parser.add_argument("--profile", type=Path, required=True, help="file written by `bench --profile --json FILE`")
    add_preset(parser)
    args = parser.parse_args(arguments)
    figures = json.loads(args.profile.read_text(encoding="utf-8"))["steps_ms"]["tracked"]
    networks = PRESETS[args.preset]
    counts = {path.stem: multiplications(Model(path, exact=True)) for path in networks.files}
    out = sys.stdout.write
    out(f"{model_identity()}\nmillion multiply-adds a run: ")
    out(", ".join(f"{name} {count / 1e6:.2f}" for name, count in counts.items()) + "\n")
    frame = sum(figures["networks"][name]["runs"] * count for name, count in counts.items())
    around = figures["recognition"] - figures["kernels"]
    out(
        f"a tracked frame: {frame / 1e6:.1f} million multiply-adds, and {around:.2f} ms around them "
        f"on {machine.model_name()}\n"
    )
    out(
        "| core | assumed: GHz | multiply-adds a cycle | Python, times slower "
        "| networks, ms | around, ms | frame, ms | search, ms |\n"
    )
    out("| --- | --: | --: | --: | --: | --: | --: | --: |\n")
    for core in CORES:
        rate = core.ghz * core.per_cycle * 1e6  # a millisecond
        running, rest = frame / rate, around * core.slower
        search = counts[networks.detector.stem] / rate + 0.15 * rest
        out(f"| {core.name} | {core.ghz} | {core.per_cycle} | {core.slower} | {running:.1f} | {rest:.1f} ")
        out(f"| {running + rest:.1f} | {search:.1f} |\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
