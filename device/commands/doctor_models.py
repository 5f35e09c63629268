"""The check of `doctor` of the runtime and the models."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from device.commands.doctor_checks import Finding
from device.errors import HandshapeError
from device.settings import DEMO, RecognitionSettings

if TYPE_CHECKING:  # importing it needs OpenCV, whose absence is a finding
    from device.recognition.recognizer import Recognizer

OTHER_RUNTIME = "measure what works here: `doctor --tune`"  # on a station `handshape doctor --tune`


def check_models(settings: RecognitionSettings) -> Iterator[Finding]:
    """Check runtime and models with one inference; a runtime may import and still fail on an old processor."""
    from device.recognition.runtimes import installed_runtimes

    runtimes = installed_runtimes()
    if not runtimes:
        yield Finding("D20", "fail", "No TFLite runtime is installed.", "pip install -r requirements-device.txt")
        return
    yield Finding("D20", "ok", f"TFLite runtime: {', '.join(runtimes)}")
    try:
        from device.recognition.networks import preset_name
        from device.recognition.recognizer import open_recognizer, pipeline_of

        recognizer = open_recognizer(settings)
        total, right = _read_demo(recognizer)
        preset = f"preset {preset_name(settings)}" if pipeline_of(settings) == "landmark" else "path baseline"
    except (HandshapeError, ImportError) as error:
        yield Finding("D21", "fail", str(error), "reinstall the station, or `make convert`")
        return
    except Exception as error:  # whatever a damaged model raises, the other checks must still run
        what = f"The models cannot be used ({type(error).__name__}: {error})."
        yield Finding("D21", "fail", what, "reinstall the station")
        return
    name = f"{recognizer.metadata.name} ({recognizer.metadata.sha256[:12]}, {settings.model or preset})"
    if total is None:
        what = f"{name}: no hand is found in the bundled clip on this processor."
        yield Finding("D21", "fail", what, OTHER_RUNTIME)
    elif abs(total - 1) < 0.1 and right:  # a softmax; int8 rounds each of its outputs
        yield Finding("D21", "ok", f"{name}: checksum correct, a letter of the bundled clip recognised")
    else:
        what = f"{name}: no letter of the bundled clip is recognised, or probabilities do not sum to 1, here."
        yield Finding("D21", "fail", what, OTHER_RUNTIME)


def _read_demo(recognizer: "Recognizer") -> tuple[float | None, bool]:
    """Read the bundled clip until a letter is recognised correctly.

    Returns:
        Sum of the probabilities of the last hand found, None if there was none; and whether a letter was correct.
        The baseline counts as correct with any letter, because its guide box is not where the clip's hand is.
    """
    from device.camera.clip import ClipCamera
    from device.recognition.baseline import GuideBoxRecognizer

    camera, total = ClipCamera(DEMO), None
    try:
        while (frame := camera.read()) is not None:
            scores = recognizer.recognize(frame)
            if scores.box is not None:
                total = float(scores.p.sum())
                if isinstance(recognizer, GuideBoxRecognizer) or scores.top(1)[0][0] == frame.truth:
                    return total, True
    finally:
        camera.close()
    return total, False
