"""The plan of a training run: how long, how fast, and with which optimizer settings."""

from dataclasses import dataclass
from typing import Any

from training.tensorflow_quiet import import_keras

STEPS_PER_EPOCH = 500
"""Steps between two checkpoints of a run whose length is given in steps."""


@dataclass(frozen=True)
class TrainingPlan:
    """Length and optimizer of a training run.

    Attributes:
        epochs: length of the learning-rate schedule. A checkpoint is written after each epoch.
        stop_after: epochs to run of that schedule; None for all.
        batch: examples in a step.
        learning_rate: highest learning rate, after the warm-up.
        final_rate: learning rate at the end of the cosine, as a fraction of `learning_rate`.
        warm_up: steps in which the rate rises from 0; 0 for none.
        weight_decay: of AdamW (Loshchilov & Hutter 2019); 0 uses Adam (Kingma & Ba 2015).
        clip_norm: largest norm of all gradients together; None for no limit.
        ema_momentum: momentum of the exponential moving average of the weights, which replaces the weights
            when training ends (Polyak & Juditsky 1992); None for no averaging.
        seed: of initial weights, batches and dropout.
    """

    epochs: int = 30
    stop_after: int | None = None
    batch: int = 128
    learning_rate: float = 1e-3
    final_rate: float = 0.0
    warm_up: int = 0
    weight_decay: float = 0.0
    clip_norm: float | None = None
    ema_momentum: float | None = None
    seed: int = 1

    @property
    def last_epoch(self) -> int:
        """Number of the last epoch to run, counted from 1."""
        return min(self.epochs, self.stop_after or self.epochs)


def split_steps(steps: int) -> tuple[int, int]:
    """Divide a run into epochs of about STEPS_PER_EPOCH steps.

    Returns:
        Number of epochs and steps in each; their product is `steps` or slightly more.
    """
    epochs = max(1, round(steps / STEPS_PER_EPOCH))
    return epochs, -(-steps // epochs)


def make_optimizer(plan: TrainingPlan, steps_per_epoch: int) -> Any:
    """Create the Keras optimizer of a plan: Adam or AdamW with a cosine schedule (Loshchilov & Hutter 2017)."""
    keras = import_keras()
    cosine = plan.epochs * steps_per_epoch - plan.warm_up
    if plan.warm_up:
        schedule = keras.optimizers.schedules.CosineDecay(
            0.0, cosine, alpha=plan.final_rate, warmup_target=plan.learning_rate, warmup_steps=plan.warm_up
        )
    else:
        schedule = keras.optimizers.schedules.CosineDecay(plan.learning_rate, cosine, alpha=plan.final_rate)
    settings: dict[str, Any] = {"global_clipnorm": plan.clip_norm}
    if plan.ema_momentum is not None:
        settings |= {"use_ema": True, "ema_momentum": plan.ema_momentum}
    if plan.weight_decay:
        return keras.optimizers.AdamW(schedule, weight_decay=plan.weight_decay, **settings)
    return keras.optimizers.Adam(schedule, **settings)
