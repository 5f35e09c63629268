"""python -m training average: average the weights of several runs of one network.

Networks that were trained on from the same weights lie in one valley of the loss. Their mean is often more accurate
than each of them, at no cost on the device (Wortsman et al. 2022, “Model soups”).
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from device.names import shown
from training.errors import RunError
from training.fitting.hand_networks import FINAL
from training.networks import detector, landmark, second_opinion
from training.networks.weights import load_weights
from training.run_folder import open_run, read_object, write_json

NETWORKS = {"detector": detector, "landmark": landmark, "second": second_opinion}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training average`."""
    parser.add_argument("network", choices=list(NETWORKS), help="hand detector, landmark model or second opinion")
    parser.add_argument("runs", nargs="+", type=Path, help="folders of `python -m training hand`; each counts the same")
    parser.add_argument("--run", type=Path, required=True, help="run folder of the mean")


def main(args: argparse.Namespace) -> int:
    """Write the mean of the runs' weights to the run folder.

    Raises:
        RunError: only one run, one twice, or weights or plan are missing, damaged or of another network.
    """
    if len({run.resolve() for run in args.runs}) < len(args.runs) or len(args.runs) < 2:
        raise RunError(f"The mean of {shown(args.runs[0])} alone is that run; name two or more different runs.")
    model = NETWORKS[args.network].build()
    weights = []
    for run in args.runs:
        load_weights(model, run / FINAL)
        weights.append(model.get_weights())
        if not all(np.isfinite(each).all() for each in weights[-1]):
            raise RunError(f"{shown(run / FINAL)} has weights that are no numbers; train it again.")
    plans = [read_object(run / "config.json") for run in args.runs]
    open_run(args.run, {"network": args.network, "mean_of": plans})
    model.set_weights([np.mean(same, axis=0, dtype=np.float64) for same in zip(*weights, strict=True)])
    model.save_weights(args.run / FINAL)
    write_json(args.run / "held_out.json", {"runs": len(args.runs)})
    sys.stdout.write(f"{shown(args.run / FINAL)}: mean of {len(args.runs)} runs\n")
    return 0
