"""python -m training hand finder|reader: train the station's two networks."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from training.datasets import negatives, signers, synthetic
from training.datasets.sample import Sample
from training.hand import find_batch, finder, hand_step, net
from training.hand.frames import frames_of
from training.hand.loop import Plan, fit, weights_of
from training.hand.others import placed
from training.hand.pool import Pool, join, pool_of
from training.hand.windows import windows_of
from training.run_folder import open_run, write_json

HELD_OUT = (
    "ChiskhanhV", "Himanshu253", "Lolzorus", "SanaRashid", "lxh57", "alpersayilir27", "rjpushp01", "Kazaxthan",
    "vedantborse",
)  # fmt: skip
"""Training signers kept out to watch over training and to set thresholds; a spread of rooms and cameras."""

WINDOWS = 4000
BALANCE = 0.5  # a person with four times the pictures is seen twice as often


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `python -m training hand`."""
    parser.add_argument("network", choices=["finder", "reader"], help="finder: where the hand is; reader: what it says")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with signers/ and negatives/")
    parser.add_argument("--synthetic", type=Path, help="folder of `python -m training synthetic render`")
    parser.add_argument("--share", type=float, default=0.4, help="of batches that is synthetic (default: %(default)s)")
    parser.add_argument("--run", type=Path, required=True, help="run folder")
    parser.add_argument("--start", type=Path, help="weights (.weights.h5) to start from")
    parser.add_argument("--steps", type=int, default=8000, help="default: %(default)s")
    parser.add_argument("--rate", type=float, default=2e-3, help="top learning rate (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="learn from the held-out training signers, too")
    parser.add_argument("--cache", type=Path, default=Path(".cache/hand"), help="of cut pictures")


def main(args: argparse.Namespace) -> int:
    """Train one network; the run folder gets weights, history and plan."""
    plan = Plan(steps=args.steps, rate=args.rate, seed=args.seed)
    config = {key: str(value) if isinstance(value, Path) else value for key, value in vars(args).items()}
    for free in ("cache", "data"):
        config.pop(free)
    open_run(args.run, {**config, **asdict(plan)})
    real = [s for s in signers.samples(args.data) if s.split == "train"]
    rendered = synthetic.samples(args.synthetic) if args.synthetic else []
    rejects = [s for s in negatives.samples(args.data) if s.split == "train"]
    empty = [s for s in rejects if negatives.is_no_hand(s)]
    real += placed([s for s in rejects if not negatives.is_no_hand(s)], args.data, args.cache)
    train = _reader if args.network == "reader" else _finder
    figures = train(args, plan, real, rendered, empty)
    write_json(args.run / "held_out.json", figures)
    sys.stdout.write(f"{figures}\n")
    return 0


def _reader(
    args: argparse.Namespace, plan: Plan, real: list[Sample], rendered: list[Sample], empty: list[Sample]
) -> dict[str, float]:
    pools = [pool_of(real, args.cache, "Real hands")]
    shares = {"window": 0.08, "negatives": 0.05}
    if rendered:
        pools.append(pool_of([s for s in rendered if s.box is not None], args.cache, "Rendered hands"))
        shares["synthetic"] = args.share
    framed = [s for s in real if s.kind == "frame" and s.box is not None]
    pools.append(windows_of([*framed, *empty * 4], WINDOWS, args.seed))
    pool = join(pools)
    out = np.isin(pool.signer, HELD_OUT)
    watch = pool.take(np.flatnonzero(out & (pool.source != "window")))
    kept = np.ones(len(out), bool) if args.all else ~out
    learn: Pool = pool.take(np.flatnonzero(kept))
    del pool, pools
    model = net.build()
    if args.start:
        model.load_weights(args.start)
    weight = weights_of(learn.signer, learn.source, shares, BALANCE)
    make = hand_step.batch_maker(learn, weight, net.SIZE, plan.batch)
    fit(model, hand_step.make_step, make, plan, args.run, lambda: hand_step.figures(model, watch))
    model.save_weights(args.run / "final.weights.h5")
    return hand_step.figures(model, watch)


def _finder(
    args: argparse.Namespace, plan: Plan, real: list[Sample], rendered: list[Sample], empty: list[Sample]
) -> dict[str, float]:
    samples = [s for s in (*real, *rendered) if s.box is not None] + empty
    frames = frames_of(samples, "Frames")
    out = np.isin(frames.signer, HELD_OUT)
    kept = np.ones(len(out), bool) if args.all else ~out
    learn, watch = frames.take(np.flatnonzero(kept)), frames.take(np.flatnonzero(out))
    del frames
    model = finder.build()
    if args.start:
        model.load_weights(args.start)
    group = np.where(np.isnan(learn.box[:, 0]), "empty", learn.source)
    shares = {"empty": 0.06} | ({"synthetic": args.share} if rendered else {})
    make = find_batch.batch_maker(learn, weights_of(learn.signer, group, shares, BALANCE), plan.batch)
    fit(model, finder.make_step, make, plan, args.run, lambda: find_batch.figures(model, watch))
    model.save_weights(args.run / "final.weights.h5")
    return find_batch.figures(model, watch)
