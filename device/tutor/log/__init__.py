"""Sessions as JSON lines: a plan, then every input. Replayed, they give the same effects; they hold no pictures."""

from device.tutor.log.format import LogError, effect_line, input_line, plan_line, rounded
from device.tutor.log.replay import ReplayEngine, log_lines, replay
from device.tutor.log.writer import LogWriter

__all__ = (
    "LogError",
    "LogWriter",
    "ReplayEngine",
    "effect_line",
    "input_line",
    "log_lines",
    "plan_line",
    "replay",
    "rounded",
)
