"""CPU time of the station's hand renderer for one frame: `python -m benchmarks.hand_renderer`."""

import sys
import time

import numpy as np

from benchmarks._common import parser_for
from device.signing.pictures import sign_picture
from device.signing.renderer import HandRenderer
from device.signing.spelling import spell
from device.signing.viewpoint import Viewpoint
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT

FRAMES = 200
SIDES = (128, 240, 320, 480)


def frame_times(side: int, frames: int) -> list[float]:
    """Return CPU seconds of each frame (side × side) of a spelled text that has all letters and numbers."""
    line = spell("THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG 0123456789", 3)
    renderer, view = HandRenderer(), Viewpoint(side, side)
    renderer.render(line.at(1.0), view)
    out = []
    for t in np.linspace(1.0, line.seconds - 1.0, frames):
        moment = line.at(float(t))
        start = time.process_time()
        renderer.render(moment, view)
        out.append(time.process_time() - start)
    return out


def main(argv: list[str] | None = None) -> int:
    """Print the median and the 95th percentile of each size."""
    parser = parser_for(__doc__)
    parser.add_argument("--frames", type=COUNT, default=FRAMES, help="of each size (default: %(default)s)")
    args = parser.parse_args(argv)
    for side in SIDES:
        times = 1000 * np.array(frame_times(side, args.frames))
        print(f"{side}×{side}: median {np.median(times):.1f} ms, 95 % {np.quantile(times, 0.95):.1f} ms")
    start = time.process_time()
    sign_picture("W", 480)
    print(f"picture 480×480, smooth: {1000 * (time.process_time() - start):.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
