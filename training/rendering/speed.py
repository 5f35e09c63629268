"""How fast pictures are made: CPU seconds a picture on one core, by size."""

import time

import cv2

from training.rendering.picture import RenderPlan, render_image

PLANS = (
    RenderPlan("crop", 64, 64),
    RenderPlan("crop", 96, 96),
    RenderPlan("crop", 128, 128),
    RenderPlan("frame", 160, 120),
    RenderPlan("frame", 320, 240),
    RenderPlan("frame", 640, 480),
)


def measure_speed(count: int, seed: int = 1) -> list[tuple[str, float]]:
    """(what, CPU seconds a picture) for each plan, JPEG encoding included, people's first use left out."""
    cv2.setNumThreads(1)
    out = []
    for plan in PLANS:
        few = RenderPlan(plan.mode, plan.width, plan.height, people=4)
        for number in range(12):
            render_image(few, seed, number)
        start = time.process_time()
        for number in range(count):
            picture = render_image(few, seed, number)
            cv2.imencode(".jpg", picture.image, [cv2.IMWRITE_JPEG_QUALITY, picture.quality])
        out.append((f"{plan.mode} {plan.width}×{plan.height}", (time.process_time() - start) / count))
    return out
