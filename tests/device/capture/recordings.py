"""What the tests of recordings share: a picture, a session, and the files of a folder."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from device.capture.session import (
    CaptureSession,
)

NOW = datetime(2025, 11, 23, 15, 4, 5, tzinfo=timezone(timedelta(hours=1)))


PICTURE = np.random.default_rng(5).integers(0, 256, (48, 64), dtype=np.uint8)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def session(**changes: object) -> CaptureSession:
    values = {
        "signer": "anna",
        "session": "monday",
        "hand": "left",
        "lighting": "lamp",
        "room": "kitchen",
        "consent": NOW.isoformat(),
        "guide_box": (0.275, 0.2, 0.725, 0.8),
        "camera": "v4l2:/dev/video0",
        "started": NOW.isoformat(),
    }
    return CaptureSession(**{**values, **changes})
