"""python -m training dev [MODELS]: measure networks on the people and places with which they are chosen.

Uses the split `dev` of hands/, from which nothing is learned. The figures may be looked at as often as one likes; they
choose networks and thresholds, so they are no measure of how new people are read.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from device.recognition.metadata import metadata_path, read_metadata, write_metadata
from device.recognition.networks import networks_of, settings_of
from device.settings import PRESETS
from device.tutor.verification import VerifyThresholds
from training.commands.models_argument import add_models_argument
from training.datasets.data_folders import add_data_arguments, data_folders_of
from training.errors import RunError
from training.evaluation.dev_figures import dev_figures, number_figures
from training.evaluation.dev_set import open_dev
from training.evaluation.frame_cost import frame_cost, held_still
from training.evaluation.systems import DeviceSystem
from training.run_folder import write_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training dev`."""
    add_models_argument(parser)
    parser.add_argument(
        "--run", type=Path, default=Path("runs/dev"), help="folder for results.json (default: runs/dev)"
    )
    parser.add_argument(
        "--record",
        action="store_true",
        help="write the recall of each letter and number into hand.json, for the tutor",
    )
    parser.add_argument(
        "--cost",
        action="store_true",
        help="also measure CPU time, of a hand that is held still, beside MediaPipe Hands lite",
    )
    add_data_arguments(parser)


def main(args: argparse.Namespace) -> int:
    """Measure, print, and write results.json; with --record also the metadata.

    Raises:
        ModelError: a model is missing or damaged.
        DataError: hands/ is missing or damaged.
        RunError: MediaPipe is needed for --cost and is not installed, or --record is given for another preset than the
            default, whose files it may share.
    """
    if args.record and args.models in (*PRESETS,)[1:]:
        raise RunError("--record is of the default preset, with which the tutor's figures are measured; leave it out.")
    system = DeviceSystem.open("Handshape", args.models)
    thresholds = VerifyThresholds.of(system.recognizer.metadata.thresholds)
    dev = open_dev(data_folders_of(args))
    figures = dev_figures(system, dev, thresholds)
    if dev.numbers:
        figures["numbers"] = number_figures(DeviceSystem.open("Handshape", args.models, "numbers"), dev.numbers)
    if args.cost:
        figures["cost"] = frame_cost(args.models, held_still(dev.full), mediapipe=True)
    write_json(args.run / "results.json", figures)
    sys.stdout.write("\n".join(_lines(figures)) + "\n")
    if args.record:
        record(networks_of(settings_of(args.models)).landmark, figures)
    return 0


def record(model: Path, figures: dict[str, Any]) -> None:
    """Write into the metadata of a model how each letter and number is read, and all numbers together.

    Args:
        model: the landmark model.
        figures: of dev_figures, with those of number_figures as "numbers" where there are any.
    """
    path = metadata_path(model)
    metadata = read_metadata(path)
    measured: dict[str, Any] = {"letter_recall": _rounded(figures["per_letter"])}
    if numbers := figures.get("numbers"):
        measured["number_recall"] = _rounded(numbers["per_number"])
        shares = _rounded({name: numbers[name] for name in ("mean", "each")})
        measured["numbers"] = {**shares, "people": numbers["people"], "images": numbers["frames"]}
    write_metadata(replace(metadata, figures={**metadata.figures, **measured}), path)


def _rounded(shares: dict[str, float]) -> dict[str, float]:
    return {name: round(share, 3) for name, share in shares.items()}


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    full, places, other = (figures[name] for name in ("full", "places", "other"))
    shown, verification = full["shown"], figures["verification"]
    yield f"full signers   {full['mean']:.3f}  ({full['people']} people, {full['frames']} frames)"
    yield from (f"  {share:.2f} {name}" for name, share in sorted(full["per_signer"].items(), key=lambda item: item[1]))
    if crowd := figures.get("crowd"):
        yield f"crowd          {crowd['mean']:.3f}  ({crowd['people']} people, {crowd['frames']} frames)"
    yield f"shown          {shown['share']:.3f} of the full signers' frames, {_share(shown['right'])} right"
    yield f"places         {places['shown']:.3f} a letter, {places['accepted']:.3f} a hand ({places['pictures']})"
    yield f"other          {other['shown']:.3f} a letter ({other['pictures']} images, {other['people']} people)"
    yield f"hand found     {full['found']:.3f}; {figures['hit']:.3f} with IoU ≥ 0.5"
    yield f"landmarks      {100 * figures['landmarks']:.1f} % of the diagonal"
    yield f"verification   {verification['true']:.3f} true, {verification['false']:.3f} false accepts of nearest rivals"
    yield f"calibration    {figures['ece']:.3f} (expected calibration error)"
    yield from (f"  {part['accuracy']:.2f} {name} ({part['frames']})" for name, part in figures["slices"].items())
    yield "enter  shown  right  places  other"
    for row in figures["curve"]:
        shares = f"{row['shown']:.3f}  {_share(row['right'])}  {row['places']:.4f}  {row['other']:.3f}"
        yield f"{row['enter']:5.2f}  {shares}"
    if numbers := figures.get("numbers"):
        each = ", ".join(f"{number} {share:.2f}" for number, share in numbers["per_number"].items())
        yield f"numbers        {numbers['mean']:.3f}  ({numbers['people']} people, {numbers['frames']} images)"
        yield f"each number    {numbers['each']:.3f}  {each}"
    for runtime, ratio in figures.get("cost", {}).get("ratio", {}).items():
        yield f"cost           {ratio['tracking']:.2f} tracking, {ratio['searching']:.2f} searching ({runtime})"
    worst = sorted(figures["per_letter"].items(), key=lambda item: item[1])[:8]
    yield "letters        " + ", ".join(f"{letter} {share:.2f}" for letter, share in worst)


def _share(value: float | None) -> str:
    """Return a share as text; none if no letter is shown at all."""
    return "  –  " if value is None else f"{value:.3f}"
