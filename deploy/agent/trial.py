"""Probation of a release: switch to it, watch it, and roll back automatically if it does not run well.

The order of writes makes a power cut harmless: trial.json names the release to roll back to before anything
changes, and is removed after the outcome is settled.
"""

import json
from dataclasses import dataclass
from typing import Any

from .gate import Judgement, Sample, judge
from .layout import AgentError, Layout, read_json, remove, sync_folder, write_atomic
from .service import Service
from .system_files import install, reload_system

SOAK_S = 30.0  # a release that crashes after 20 s must not pass
SOAK_MODELS_S = 10.0  # for a release with the same code and other models
SAMPLE_EVERY_S = 1.0
RETRY_S = 60  # between series of failed starts of a release that passed: the cause is outside and may go away


@dataclass(frozen=True)
class ProbationResult:
    """The result of a probation.

    Attributes:
        running: name of the release that runs now, "" for none.
        passed: the requested release runs.
        why: the reason in one sentence.
    """

    running: str
    passed: bool
    why: str


def activate(
    layout: Layout, service: Service, name: str, options: set[str], need_frames: bool | None
) -> ProbationResult:
    """Switch to a release that is built and smoke-tested; roll back if it does not pass.

    Args:
        layout, service: of this station.
        name: the release.
        options: of system_files.
        need_frames: require camera frames; None requires them if the station has them now.

    Raises:
        AgentError: no such release.
    """
    if not (layout.releases / name / ".venv").exists():
        raise AgentError(f"There is no complete release {name} here; deploy it first.")
    finish_trial(layout, service)
    previous = layout.current_name()
    if need_frames is None:
        before = service.sample(service.now())
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
    write_atomic(layout.trial, json.dumps(trial))
    try:
        _switch(layout, service, name, options)
    except OSError as error:
        _make_room(layout, name, previous)
        return _revert(layout, service, trial, f"its system files cannot be written: {error.strerror}")
    return _settle(layout, service, trial)


def finish_trial(layout: Layout, service: Service) -> ProbationResult | None:
    """End a probation that a power cut or a failed start interrupted; return None if there is none."""
    trial = read_json(layout.trial)
    if not trial:
        layout.trial.unlink(missing_ok=True)
        return None
    if layout.current_name() != trial.get("release"):  # the power cut came before the switch
        return _revert(layout, service, trial, "the switch was interrupted")
    return _settle(layout, service, trial)


def rollback(layout: Layout, service: Service, name: str = "") -> ProbationResult:
    """Roll back to the previous release, or to a named one.

    Raises:
        AgentError: there is no such release.
    """
    target = name or layout.previous(layout.current_name())
    if not target:
        raise AgentError("There is no earlier release to roll back to; deploy one.")
    return activate(layout, service, target, set(_options(layout)), None)


def recover(layout: Layout, service: Service) -> ProbationResult | None:
    """Roll back a release on probation after its last failed start; return None if there is no probation."""
    trial = read_json(layout.trial)
    return _revert(layout, service, trial, "the station failed to start repeatedly") if trial else None


def start_again(service: Service) -> None:
    """Restart a release that passed and fails now: the cause (a display, a disk) may be gone."""
    service.sleep(RETRY_S)
    if service.sample(service.now()).active == "failed":
        service.restart()


def _settle(layout: Layout, service: Service, trial: dict[str, Any]) -> ProbationResult:
    name = trial["release"]
    judgement = _watch(service, name, trial["soak_s"], trial["need_frames"])
    if not judgement.passed:
        return _revert(layout, service, trial, judgement.why)
    layout.record_passed(name)
    write_atomic(layout.home / "options", " ".join(trial["options"]))
    _end_trial(layout)
    layout.prune()
    return ProbationResult(name, True, judgement.why)


def _revert(layout: Layout, service: Service, trial: dict[str, Any], why: str) -> ProbationResult:
    log_lines = service.last_log_lines()
    why = f"{why}; its last log lines: {log_lines}" if log_lines else why
    previous = trial["previous"]
    if not previous or not (layout.releases / previous).is_dir():
        service.stop()
        layout.current.unlink(missing_ok=True)
        _end_trial(layout)
        return ProbationResult("", False, why)
    _switch(layout, service, previous, set(trial["old_options"]))
    back = _watch(service, previous, SOAK_MODELS_S, need_frames=False)
    _end_trial(layout)
    if not back.passed:
        why += f" (and {previous} does not run well either: {back.why})"
    return ProbationResult(previous, False, why)


def _switch(layout: Layout, service: Service, name: str, options: set[str]) -> None:
    changed = install(layout, layout.releases / name, options)
    layout.activate(name)
    reload_system(changed)
    service.restart()


def _make_room(layout: Layout, name: str, previous: str) -> None:
    """Remove a release that could not be switched to, so that the files of the previous one can be written again."""
    if previous and name not in layout.history():
        layout.activate(previous)
        remove(layout.releases / name)


def _watch(service: Service, name: str, soak_s: float, need_frames: bool) -> Judgement:
    samples: list[Sample] = []
    started = service.now()
    while True:
        samples.append(service.sample(started))
        judgement = judge(samples, name, soak_s, need_frames)
        if judgement.passed is not None:
            return judgement
        service.sleep(SAMPLE_EVERY_S)


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
