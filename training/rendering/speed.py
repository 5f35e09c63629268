"""How fast pictures are made: CPU seconds a picture on one core, by size."""

import time

import cv2

from training.rendering.picture import Plan, make

PLANS = (
    Plan("crop", 64, 64),
    Plan("crop", 96, 96),
    Plan("crop", 128, 128),
    Plan("frame", 160, 120),
    Plan("frame", 320, 240),
    Plan("frame", 640, 480),
)


def measure(count: int, seed: int = 1) -> list[tuple[str, float]]:
    """(what, CPU seconds a picture) for each plan, JPEG encoding included, people's first use left out."""
    cv2.setNumThreads(1)
    out = []
    for plan in PLANS:
        few = Plan(plan.mode, plan.width, plan.height, people=4)
        for number in range(12):
            make(few, seed, number)
        start = time.process_time()
        for number in range(count):
            picture = make(few, seed, number)
            cv2.imencode(".jpg", picture.image, [cv2.IMWRITE_JPEG_QUALITY, picture.quality])
        out.append((f"{plan.mode} {plan.width}×{plan.height}", (time.process_time() - start) / count))
    return out
