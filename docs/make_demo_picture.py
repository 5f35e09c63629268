"""Draw docs/demo.webp, the README's moving picture: `python -m docs.make_demo_picture [OUT]`.

The bundled clip goes through the device's own recognition, reading and screen drawing. Only the landmarks are added in
colour, as the debug view shows them.
"""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageChops

from device.camera.clip import ClipCamera
from device.display.pixel.screen import draw
from device.reading.activity import ReadingActivity
from device.recognition.hand_topology import BONES
from device.recognition.perception import open_perception
from device.settings import Settings
from device.types import Frame, Pixels, Scores
from device.view import View

CLIP = Path("device/assets/demo/hello_jz.mp4")
OUT = Path("docs/demo.webp")
SIZE = (640, 384)
EVERY = 2  # the clip has 15 frames a second; every second one keeps the file below 1 MB
END_S = 2.0  # how long the last screen stands before the picture starts again
QUALITY = 55
BONE, LANDMARK = (90, 200, 120), (255, 90, 160)


def screen(view: View) -> Image.Image:
    """Return the device's screen for a view, with the landmarks in colour in its camera picture."""
    picture = draw(view, SIZE)
    if view.frame is None or view.scores is None or view.scores.landmarks is None:
        return picture
    empty = np.zeros(view.frame.image.shape[:2], np.uint8)
    dark = draw(replace(view, frame=replace(view.frame, image=empty)), SIZE)
    for drawing, colour in ((bones_of, BONE), (dots_of, LANDMARK)):
        lit = draw(replace(view, frame=replace(view.frame, image=drawing(view.frame, view.scores))), SIZE)
        picture.paste(colour, mask=ImageChops.difference(lit, dark).convert("L"))
    return picture


def bones_of(frame: Frame, scores: Scores) -> Pixels:
    """Return a picture of the frame's size, uint8: the bones between the landmarks in white on black."""
    image = np.zeros(frame.image.shape[:2], np.uint8)
    at = places(frame, scores)
    for a, b in BONES:
        cv2.line(image, at[a], at[b], (255,), max(2, image.shape[0] // 140), cv2.LINE_AA)
    return image


def dots_of(frame: Frame, scores: Scores) -> Pixels:
    """Return a picture of the frame's size, uint8: the landmarks as white dots on black."""
    image = np.zeros(frame.image.shape[:2], np.uint8)
    for place in places(frame, scores):
        cv2.circle(image, place, max(2, image.shape[0] // 120), (255,), -1, cv2.LINE_AA)
    return image


def places(frame: Frame, scores: Scores) -> list[tuple[int, int]]:
    """Return the landmarks as (x, y) pixels of the frame; none where the scores have none."""
    height, width = frame.image.shape[:2]
    landmarks = () if scores.landmarks is None else scores.landmarks
    return [(round(float(x) * width), round(float(y) * height)) for x, y in landmarks]


def screens(clip: Path) -> list[tuple[float, Image.Image]]:
    """Return (seconds, screen) for every second frame of a clip, and the end screen."""
    perception = open_perception(Settings())
    activity = ReadingActivity()
    camera = ClipCamera(clip)
    pictures: list[tuple[float, Image.Image]] = []
    try:
        while (frame := camera.read()) is not None:
            view, _ = activity.step(frame, *perception.see(frame))
            if frame.index % EVERY == 0:
                pictures.append((frame.t, screen(view)))
    finally:
        camera.close()
    return pictures


def main(out: Path = OUT) -> None:
    """Write the moving picture and print its size."""
    pictures = screens(CLIP)
    times = [t for t, _ in pictures]
    steps = [round((b - a) * 1000) for a, b in pairwise(times)] + [round(END_S * 1000)]
    first, *rest = [picture for _, picture in pictures]
    first.save(out, save_all=True, append_images=rest, duration=steps, loop=0, quality=QUALITY, method=6)
    sys.stdout.write(f"{out}: {len(pictures)} screens, {sum(steps) / 1000:.0f} s, {out.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main(*[Path(argument) for argument in sys.argv[1:2]])
