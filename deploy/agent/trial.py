"""The switch to a release: on trial, watched, and taken back by itself when it is not well.

The order of writes is what makes a power cut harmless: trial.json says where to go back to before anything
changes, and is removed after everything is right again.
"""

import json
from dataclasses import dataclass
from typing import Any

from .gate import Sample, Verdict, judge
from .layout import AgentError, Layout, read_json, sync_folder, write_durably
from .service import Service
from .system_files import install, take_up

SOAK_S = 30.0  # a release that dies after 20 s must not pass
SOAK_MODELS_S = 10.0  # the same code with other weights
LOOK_EVERY_S = 1.0
RETRY_S = 60  # between rows of failed starts of a release that passed: something outside is wrong, and may mend


@dataclass(frozen=True)
class Outcome:
    """What came of a trial: the release that runs now ("" for none), whether it is the one asked for, and why."""

    running: str
    passed: bool
    why: str


def activate(layout: Layout, service: Service, name: str, options: set[str], need_frames: bool | None) -> Outcome:
    """Switch to a release that is built and smoke-tested; go back when it does not pass.

    Args:
        layout, service: of this station.
        name: the release.
        options: of system_files.
        need_frames: whether pictures are asked for; None asks for them when the station has them now.

    Raises:
        AgentError: no such release.
    """
    if not (layout.releases / name / ".venv").exists():
        raise AgentError(f"There is no complete release {name} here; deploy it first.")
    finish_trial(layout, service)
    previous = layout.current_name()
    if need_frames is None:
        before = service.look(service.now())
        need_frames = before.camera and before.active == "active"
    same_code = _code(layout, name) == _code(layout, previous) != ""
    trial = {
        "release": name,
        "previous": previous,
        "options": sorted(options),
        "need_frames": need_frames,
        "soak_s": SOAK_MODELS_S if same_code else SOAK_S,
        "old_options": _options(layout),
    }
    write_durably(layout.trial, json.dumps(trial))
    _switch(layout, service, name, options)
    return _settle(layout, service, trial)


def finish_trial(layout: Layout, service: Service) -> Outcome | None:
    """End a trial that was cut short, by power or by a failed start; None when there is none."""
    trial = read_json(layout.trial)
    if not trial:
        layout.trial.unlink(missing_ok=True)
        return None
    if layout.current_name() != trial.get("release"):  # the cut came before the switch
        return _take_back(layout, service, trial, "the switch was cut short")
    return _settle(layout, service, trial)


def rollback(layout: Layout, service: Service, name: str = "") -> Outcome:
    """Go back to the release before this one, or to a named one.

    Raises:
        AgentError: there is none.
    """
    target = name or layout.before(layout.current_name())
    if not target:
        raise AgentError("There is no earlier release to go back to.")
    return activate(layout, service, target, set(_options(layout)), None)


def recover(layout: Layout, service: Service) -> Outcome | None:
    """All starts are used up: take back a release on trial; None when there is no trial, see `start_again`."""
    trial = read_json(layout.trial)
    return _take_back(layout, service, trial, "the station failed to start again and again") if trial else None


def start_again(service: Service) -> None:
    """A release that passed fails now: something outside is wrong (a display, a disk); it may mend."""
    service.sleep(RETRY_S)
    if service.look(service.now()).active == "failed":
        service.restart()


def _settle(layout: Layout, service: Service, trial: dict[str, Any]) -> Outcome:
    name = trial["release"]
    verdict = _watch(service, name, trial["soak_s"], trial["need_frames"])
    if not verdict.passed:
        return _take_back(layout, service, trial, verdict.why)
    layout.remember(name)
    write_durably(layout.home / "options", " ".join(trial["options"]))
    _end_trial(layout)
    layout.prune()
    return Outcome(name, True, verdict.why)


def _take_back(layout: Layout, service: Service, trial: dict[str, Any], why: str) -> Outcome:
    words = service.last_words()
    why = f"{why}; its last words: {words}" if words else why
    previous = trial["previous"]
    if not previous or not (layout.releases / previous).is_dir():
        service.stop()
        layout.current.unlink(missing_ok=True)
        _end_trial(layout)
        return Outcome("", False, why)
    _switch(layout, service, previous, set(trial["old_options"]))
    back = _watch(service, previous, SOAK_MODELS_S, need_frames=False)
    _end_trial(layout)
    if not back.passed:
        why += f" (and {previous} is not well either: {back.why})"
    return Outcome(previous, False, why)


def _switch(layout: Layout, service: Service, name: str, options: set[str]) -> None:
    changed = install(layout, layout.releases / name, options)
    layout.point(name)
    take_up(changed)
    service.restart()


def _watch(service: Service, name: str, soak_s: float, need_frames: bool) -> Verdict:
    samples: list[Sample] = []
    started = service.now()
    while True:
        samples.append(service.look(started))
        verdict = judge(samples, name, soak_s, need_frames)
        if verdict.passed is not None:
            return verdict
        service.sleep(LOOK_EVERY_S)


def _end_trial(layout: Layout) -> None:
    layout.trial.unlink(missing_ok=True)
    sync_folder(layout.home)


def _code(layout: Layout, name: str) -> str:
    return str(read_json(layout.releases / name / "RELEASE.json").get("code", "")) if name else ""


def _options(layout: Layout) -> list[str]:
    try:
        return (layout.home / "options").read_text(encoding="utf-8").split()
    except OSError:
        return []
