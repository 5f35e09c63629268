"""Measure how fast images are rendered: CPU seconds an image on one core, by size."""

import time

import cv2

from training.rendering.labelled_image import RenderPlan, render_image

PLANS = (
    RenderPlan("crop", 64, 64, people=4),
    RenderPlan("crop", 96, 96, people=4),
    RenderPlan("crop", 128, 128, people=4),
    RenderPlan("frame", 160, 120, people=4),
    RenderPlan("frame", 320, 240, people=4),
    RenderPlan("frame", 640, 480, people=4),
)
WARM_UP = 12


def measure_speed(count: int, seed: int = 1) -> list[tuple[str, float]]:
    """Return (mode and size, CPU seconds an image) for each plan, with JPEG encoding.

    The first images of a synthetic signer cost more; they are rendered before the clock starts.
    """
    cv2.setNumThreads(1)
    out = []
    for plan in PLANS:
        for number in range(WARM_UP):
            render_image(plan, seed, number)
        start = time.process_time()
        for number in range(count):
            labelled = render_image(plan, seed, number)
            cv2.imencode(".jpg", labelled.image, [cv2.IMWRITE_JPEG_QUALITY, labelled.quality])
        out.append((f"{plan.mode} {plan.width}×{plan.height}", (time.process_time() - start) / count))
    return out
