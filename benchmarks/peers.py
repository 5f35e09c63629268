"""Compare the processor time of a frame with MediaPipe Hands and with `model.predict`, interleaved in one run.

Every system is a process of its own and gets the same webcam bursts in turn, burst by burst, so that other work on the
machine affects all alike. *Tracking*: a burst frame by frame, without its first frame. *Searching*: every frame on its
own. *Empty*: places without a hand, each on its own. *Waiting*: such a place with a camera's noise for two seconds;
milliseconds of the second one. Ours includes the letter; MediaPipe's landmarks would still have to be classified. Its
first answer is the first hand, ours the first letter. Our modules are compiled before, as in a release. A round is one
pass over all bursts; the table has the median of the rounds, and their smallest and largest value in brackets.
"""

import compileall
import csv
import gzip
import statistics
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from benchmarks import _frame_servers
from benchmarks._common import add_data, model_identity, parser_for, read_burst
from benchmarks._frame_servers import FrameServer
from device.errors import HandshapeError
from device.recognition.runtimes import installed_runtimes
from device.settings import PRESETS
from device.system import machine
from device.system.command_line import exit_code_of
from device.system.option_types import Whole
from device.types import Pixels
from training.evaluation.json_process import ROOT

KINDS = ("tracking", "searching", "empty", "waiting")
FPS = 15  # of the bursts, and of the frames while waiting
NOISE = 3.0  # grey levels, the deviation of a small camera in a room
LITE = "MediaPipe Hands lite"
WARM_UP = 4  # frames of each kind that are not counted


def empty_places(data: Path, count: int) -> list[Pixels]:
    """Return pictures of places without a hand (hands/, split dev)."""
    folder = data / "hands"
    with gzip.open(folder / "index.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "dev" and row["use"] == "nothing"]
    rows = rows[:: max(1, len(rows) // count)][:count]
    pictures = []
    for row in rows:
        name = row["archive"] if row["archive"].endswith(".zip") else f"{row['archive']}.zip"
        with zipfile.ZipFile(folder / name) as archive:
            content = np.frombuffer(archive.read(row["file"]), np.uint8)
        pictures.append(np.asarray(cv2.imdecode(content, cv2.IMREAD_GRAYSCALE), np.uint8))
    return pictures


def open_servers() -> dict[str, dict[str, FrameServer]]:
    """Start all systems; {name: {kind: process}}."""
    servers: dict[str, dict[str, FrameServer]] = {}
    for preset in PRESETS:
        for runtime in installed_runtimes():
            one = _frame_servers.ours(preset, runtime)
            servers[one.name] = dict.fromkeys(KINDS, one)
    if _frame_servers.MEDIAPIPE.is_file():
        for lite in (True, False):
            video = _frame_servers.mediapipe(lite=lite, video=True)
            static = _frame_servers.mediapipe(lite=lite, video=False)
            servers[video.name] = {"tracking": video, "searching": static, "empty": static, "waiting": video}
    if _frame_servers.TRAIN.is_file():
        keras = _frame_servers.keras_predict()
        servers[keras.name] = {"tracking": keras}
    return servers


def measure(server: FrameServer, kind: str, images: Sequence[Pixels]) -> list[float]:
    """Return the CPU milliseconds of each frame that counts; for "waiting" of a second at each place."""
    if kind == "waiting":
        return [sum(_waited(server, image)) for image in images]
    server.reset()
    spent = []
    for number, image in enumerate(images):
        if kind != "tracking" and number:
            server.reset()
        spent.append(server.milliseconds(image))
    return spent[1:] if kind == "tracking" else spent


def _waited(server: FrameServer, place: Pixels) -> list[float]:
    """Return the CPU milliseconds of the frames of the second second in which a camera sees this place."""
    noise = np.random.default_rng(len(place))
    server.reset()
    frames = [(place + noise.normal(0, NOISE, place.shape)).clip(0, 255).astype(np.uint8) for _ in range(2 * FPS + 1)]
    return [server.milliseconds(frame) for frame in frames][-FPS:]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return median, smallest and largest value."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one row for each system, and the ratios to MediaPipe lite.

    Raises:
        HandshapeError: there are no bursts.
    """
    parser = parser_for(__doc__)
    add_data(parser)
    count = Whole(1, 10_000)
    parser.add_argument("--rounds", type=count, default=5, help="passes over all bursts (default: %(default)s)")
    parser.add_argument("--bursts", type=count, default=12, help="bursts in a round (default: %(default)s)")
    args = parser.parse_args(arguments)
    folders = sorted((args.data / "bursts").glob("*/*"))
    if not folders:
        raise HandshapeError("There are no bursts; name the folder of the public sets with --data.")
    bursts = [read_burst(folder)[:8] for folder in folders[:: max(1, len(folders) // args.bursts)][: args.bursts]]
    places = empty_places(args.data, 4 * args.bursts)
    parts = [("tracking", burst) for burst in bursts] + [("searching", burst[::4]) for burst in bursts]
    parts += [("empty", places[i :: args.bursts]) for i in range(args.bursts)]
    parts += [("waiting", places[i :: 4 * args.bursts]) for i in range(args.bursts)]
    compileall.compile_dir(ROOT / "device", quiet=2)
    servers = open_servers()
    figures: dict[str, dict[str, list[float]]] = {name: {kind: [] for kind in KINDS} for name in servers}
    try:
        for each in servers.values():
            for kind, server in each.items():
                if kind != "waiting":  # the same processes as before
                    measure(server, kind, bursts[0][:WARM_UP])
        for _ in tqdm(range(args.rounds), desc="rounds", disable=None):
            spent: dict[tuple[str, str], list[float]] = {}
            for kind, images in parts:
                for name, each in servers.items():
                    if kind in each:
                        spent.setdefault((name, kind), []).extend(measure(each[kind], kind, images))
            for (name, kind), values in spent.items():
                figures[name][kind].append(statistics.fmean(values))
        _write(servers, figures, args.rounds)
    finally:
        for each in servers.values():
            for server in set(each.values()):
                server.close()


def _write(servers: dict[str, dict[str, FrameServer]], figures: dict[str, dict[str, list[float]]], rounds: int) -> None:
    out = sys.stdout.write
    out(f"{model_identity()} on {machine.model_name()}; {rounds} rounds, CPU ms a frame\n")
    out("| system | tracking | searching | empty | waiting, a second | start, CPU s | start, s | memory, MB |\n")
    out("| --- | --: | --: | --: | --: | --: | --: | --: |\n")
    for name, each in servers.items():
        cells = [spread(figures[name][kind]) if figures[name][kind] else "–" for kind in KINDS]
        first = each["tracking"]
        assert first.start is not None
        out(
            f"| {name} | {' | '.join(cells)} | {first.start.cpu_s:.2f} | {first.start.wall_s:.2f} "
            f"| {first.rss_mb:.0f} |\n"
        )
    if LITE not in servers:
        return
    for name, each in servers.items():
        if name.startswith("Handshape"):
            mine, theirs = each["tracking"], servers[LITE]["tracking"]
            assert mine.start is not None
            assert theirs.start is not None
            ratios = [
                f"{kind} {spread([a / b for a, b in zip(figures[name][kind], figures[LITE][kind], strict=True)])}"
                for kind in KINDS
            ]
            ratios.append(
                f"start {mine.start.cpu_s / theirs.start.cpu_s:.2f}, memory {mine.rss_mb / theirs.rss_mb:.2f}"
            )
            out(f"{name}, of MediaPipe lite's: {', '.join(ratios)}\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
