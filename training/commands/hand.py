"""python -m training hand finder|reader|letters: train the station's three networks."""

import argparse
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.fusion import fuse
from training.datasets import negatives, signers, synthetic
from training.datasets.people import VALIDATION_SIGNERS
from training.datasets.sample import Sample
from training.errors import RunError
from training.fitting import detector_training, landmark_training
from training.fitting.detector_frames import frames_of
from training.fitting.hand_augment import views
from training.fitting.hand_images import Pool, join, pool_of
from training.fitting.hand_loop import Plan, draw, fit, weights_of
from training.fitting.negative_hands import placed
from training.fitting.no_hand_crops import windows_of
from training.networks import detector, landmark, landmark_classifier
from training.networks.load_int8 import load_converted
from training.rendering.landmark_baseline import posed_landmarks
from training.run_folder import open_run, write_json

WINDOWS = 4000
CUT = 0.1  # of the finder's batches: pictures already cut around a hand are not what it will see
MEASURED = 512  # pictures that give an opened .tflite its statistics
PLACED, TRACKED = 0.6, 0.15  # of the letter head's hands: with the reader's points, the tracker's; the rest is posed
POSES = 150  # of each letter
BALANCE = 0.5  # a person with four times the pictures is seen twice as often


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of `python -m training hand`."""
    parser.add_argument(
        "network",
        choices=["finder", "reader", "letters"],
        help="where the hand is; its points and letter; the letter that points say",
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with signers/ and negatives/")
    parser.add_argument("--synthetic", type=Path, help="folder of `python -m training synthetic render`")
    parser.add_argument("--share", type=float, default=0.4, help="of batches that is synthetic (default: %(default)s)")
    parser.add_argument("--run", type=Path, required=True, help="run folder")
    parser.add_argument("--start", type=Path, help="weights (.weights.h5, or an installed .tflite) to start from")
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
    train = {"finder": _finder, "reader": _reader, "letters": _letters}[args.network]
    figures = train(args, plan, real, rendered, empty)
    write_json(args.run / "held_out.json", figures)
    sys.stdout.write(f"{figures}\n")
    return 0


@dataclass(frozen=True)
class Hands:
    """What reader and letter head learn from: the pool with the weight of each row, and the held-out hands."""

    learn: Pool
    weight: NDArray[np.float64]
    watch: Pool


def _hands(args: argparse.Namespace, real: list[Sample], rendered: list[Sample], empty: list[Sample]) -> Hands:
    pools = [pool_of(real, args.cache, "Real hands")]
    shares = {"window": 0.08, "negatives": 0.05}
    if rendered:
        pools.append(pool_of([s for s in rendered if s.box is not None], args.cache, "Rendered hands"))
        shares["synthetic"] = args.share
    framed = [s for s in real if s.kind == "frame" and s.box is not None]
    pools.append(windows_of([*framed, *empty * 4], WINDOWS, args.seed))
    pool = join(pools)
    out = np.isin(pool.signer, VALIDATION_SIGNERS)
    watch = pool.take(np.flatnonzero(out & (pool.source != "window")))
    kept = np.ones(len(out), bool) if args.all else ~out
    learn = pool.take(np.flatnonzero(kept))
    return Hands(learn, weights_of(learn.signer, learn.source, shares, BALANCE), watch)


def _reader(
    args: argparse.Namespace, plan: Plan, real: list[Sample], rendered: list[Sample], empty: list[Sample]
) -> dict[str, float]:
    hands = _hands(args, real, rendered, empty)
    model = landmark.build()
    if args.start:
        _begin(model, args.start, hands)
    make = landmark_training.batch_maker(hands.learn, hands.weight, landmark.SIZE, plan.batch)
    fit(model, landmark_training.make_step, make, plan, args.run, lambda: landmark_training.figures(model, hands.watch))
    model.save_weights(args.run / "final.weights.h5")
    return landmark_training.figures(model, hands.watch)


def _begin(model: Any, start: Path, hands: Hands) -> None:
    if start.suffix != ".tflite":
        model.load_weights(start)
        return
    rng = np.random.default_rng(1)
    pixels, _, _ = views(hands.learn, draw(hands.weight, MEASURED, rng), landmark.SIZE, rng)
    load_converted(model, start, pixels[..., None] / np.float32(255))


def _letters(
    args: argparse.Namespace, plan: Plan, real: list[Sample], rendered: list[Sample], empty: list[Sample]
) -> dict[str, float]:
    hands = _hands(args, real, rendered, empty)
    reader = landmark.build()
    if not args.start:
        raise RunError("The letter head learns from a reader's points; name the reader's weights with --start.")
    _begin(reader, args.start, hands)
    there = hands.weight * (hands.learn.source != "window")
    sources = [
        (landmark_classifier.placed_by(reader, hands.learn, there / there.sum(), args.steps * 16, plan.seed), PLACED),
        (landmark_classifier.tracked(hands.learn, there), TRACKED),
    ]
    head = landmark_classifier.build()
    posed = posed_landmarks(POSES, plan.seed)
    landmark_classifier.train(head, sources, posed, 1 - PLACED - TRACKED, args.steps // 100, plan.seed)
    head.save_weights(args.run / "final.weights.h5")
    seen, points, _ = landmark_training.predict(reader, hands.watch)
    placed = landmark_classifier.read(head, points)
    share, temperature = landmark_classifier.pooled(seen, placed, hands.watch.label, hands.watch.signer)
    figures = {"share": share, "temperature": temperature}
    for name, p in (("reader", seen), ("points", placed), ("both", fuse(seen, placed, share, temperature))):
        figures[f"held_out_{name}"] = landmark_training.letters_read(p, hands.watch)
    return figures


def _finder(
    args: argparse.Namespace, plan: Plan, real: list[Sample], rendered: list[Sample], empty: list[Sample]
) -> dict[str, float]:
    samples = [*(s for s in real if s.box is not None), *(s for s in rendered if s.kind == "frame"), *empty]
    frames = frames_of(samples, "Frames")
    out = np.isin(frames.signer, VALIDATION_SIGNERS)
    kept = np.ones(len(out), bool) if args.all else ~out
    learn, watch = frames.take(np.flatnonzero(kept)), frames.take(np.flatnonzero(out))
    del frames
    model = detector.build()
    if args.start:
        model.load_weights(args.start)
    cut = np.array([s.kind == "crop" for s in samples])[kept]
    group = np.where(np.isnan(learn.box[:, 0]), "empty", np.where(cut, "crop", learn.source))
    shares = {"empty": 0.12, "crop": CUT} | ({"synthetic": args.share} if rendered else {})
    make = detector_training.batch_maker(learn, weights_of(learn.signer, group, shares, BALANCE), plan.batch)
    fit(model, detector.make_step, make, plan, args.run, lambda: detector_training.figures(model, watch))
    model.save_weights(args.run / "final.weights.h5")
    return detector_training.figures(model, watch)
