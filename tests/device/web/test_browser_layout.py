"""The page in a lesson, in a real Chromium: what is on the first screen, and what stands at the hand."""

import time
from dataclasses import replace
from typing import Any

import pytest

from device.settings import WebSettings
from device.types import HandBox
from device.view import View
from device.web.limits import Limits
from device.web.view_json import box_json
from tests.device.web.browser import WAIT_MS, Browsers, why_not
from tests.device.web.conftest import Served
from tests.fakes.activity import FakeActivity
from tests.golden import cases

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
SIZES = ((360, 640), (640, 360), (1366, 768))
VIEWS = cases.views()
LESSON = {
    "asking": VIEWS["introduced"],
    "judging": VIEWS["held"],
    "miss": VIEWS["wrong"],
    "again": VIEWS["again"],
    "right": VIEWS["right"],
    "word": VIEWS["word"],
    "long": VIEWS["number"],
}


SEEN = """async (frame) => {
  while (document.body.dataset.frame !== String(frame)) await new Promise(requestAnimationFrame);
  const seen = {};
  for (const id of ["prompt", "word", "status", "screen", "picture", "hint", "at-hand", "actions"]) {
    const element = id === "actions" ? document.querySelector("#task .actions") : document.getElementById(id);
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (right > left && bottom > top) seen[id] = { left, top, right, bottom, text: element.textContent };
  }
  return [seen, document.getElementById("live").dataset.hand];
}"""
PLACES = """async () => {
  const { beside } = await import("/static/at_hand.js");
  const picture = { width: 480, height: 360 };
  const over = [];
  for (const side of ["right", "left", "top", "bottom", undefined])
    for (let x = 4; x <= 436; x += 24) for (let y = 4; y <= 316; y += 24)
      for (let width = 40; x + width <= 476; width += 48) for (let height = 40; y + height <= 356; height += 48)
        for (const mark of [{ width: 60, height: 60 }, { width: 170, height: 80 }, { width: 300, height: 110 }]) {
          const at = beside({ x, y, width, height }, mark, picture, side);
          const [right, bottom] = [at.left + at.scale * mark.width, at.top + at.scale * mark.height];
          const beyond = [at.left - x - width, x - right, at.top - y - height, y - bottom];
          const free = Math.max(...beyond) >= -0.01;
          const inside = at.left >= -0.01 && at.top >= -0.01 && right <= 480.01 && bottom <= 360.01;
          const most = Math.max(Math.max(x, 480 - x - width) / mark.width, Math.max(y, 360 - y - height) / mark.height);
          const wanted = most >= 1 ? at.scale === 1 : at.scale >= 0.6;
          if (!inside || !wanted || (most >= 0.6 && !free)) over.push({ x, y, width, height, mark, side, at });
        }
  return over.slice(0, 3);
}"""


class Lesson:
    """A browser in a lesson whose views a test makes."""

    def __init__(self) -> None:
        self.served = Served(WebSettings(port=0), Limits(), FakeActivity(mode="letters"))
        self.browsers = Browsers()
        self.page = self.browsers.open(f"{self.served.url}/#/practise")
        self._frames = 0

    def show(self, view: View, pictured: bool = False) -> dict[str, Any]:
        """Show a view; return texts and places of what is on the screen once it is drawn.

        The picture of a view arrives after it, and not every view has one: `pictured` shows the view again until its
        picture is drawn, with what stands at the hand.
        """
        wanted = " ".join(f"{side:g}" for side in box_json(view.box) or ())
        until = time.monotonic() + WAIT_MS / 1000
        while time.monotonic() < until:
            self._frames += 1
            self.served.display.show(replace(view, frame=replace(view.frame, index=self._frames)))
            seen, hand = self.page.evaluate(SEEN, self._frames)
            if hand == wanted or not pictured:
                return seen
        raise AssertionError(f"the picture of the hand at {wanted} is not drawn, but one at {hand}")


@pytest.fixture(scope="module")
def lesson():
    lesson = Lesson()
    yield lesson
    lesson.browsers.close()
    lesson.served.display.close()
    assert lesson.browsers.problems == []


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_task_picture_and_verdict_are_on_the_first_screen_in_every_state(lesson, size):
    lesson.page.set_viewport_size({"width": size[0], "height": size[1]})
    for name, view in LESSON.items():
        shown = lesson.show(view)
        task = view.task
        parts = {"picture": task.picture, "hint": task.hint, "word": task.word}
        wanted = {"prompt", "status", "screen", "actions", *(part for part, there in parts.items() if there)}
        assert shown.keys() - {"at-hand"} == wanted
        assert shown["status"]["text"] == view.message
        for part, box in shown.items():
            assert box["left"] >= 0, (name, part, box)
            assert box["top"] >= 0, (name, part, box)
            assert box["right"] <= size[0], (name, part, box)
            assert box["bottom"] <= size[1], (name, part, box)
        picture = shown["screen"]
        area = (picture["right"] - picture["left"]) * (picture["bottom"] - picture["top"])
        assert area >= 0.18 * size[0] * size[1], "the learner's hand is seen well"


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_without_a_picture_the_reason_and_one_button_are_in_its_place_on_the_first_screen(lesson, size):
    lesson.page.set_viewport_size({"width": size[0], "height": size[1]})
    lesson.served.display.show(VIEWS["lost_in_lesson"])
    lesson.page.wait_for_selector("#no-picture #play-camera")
    screen = lesson.page.locator("#screen").bounding_box()
    for part in ("#no-picture #camera-note", "#no-picture #play-camera", "#prompt"):
        box = lesson.page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= size[1], part
        over = screen["y"] <= box["y"] and box["y"] + box["height"] <= screen["y"] + screen["height"]
        assert over or part == "#prompt"
    assert "plug" not in lesson.page.text_content("#content"), "what helps here is a click"
    assert lesson.page.locator("#stage button:visible").count() == 1
    lesson.show(LESSON["asking"])
    assert lesson.page.is_hidden("#no-picture")


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_at_the_end_of_a_lesson_the_whole_board_is_on_the_first_screen(lesson, size):
    lesson.page.set_viewport_size({"width": size[0], "height": size[1]})
    for name in ("done", "numbers_done"):
        lesson.show(VIEWS[name])
        for part in (".actions", "#status", "#result > ul", "#result .board", "#result .small"):
            box = lesson.page.locator(f"#task {part}, #stage {part}").first.bounding_box()
            assert box, (name, part)
            assert box["y"] + box["height"] <= size[1], (name, part, box)
            assert box["x"] + box["width"] <= size[0], (name, part, box)


def test_the_mark_of_the_answer_is_beside_the_hand_and_never_over_it(lesson):
    lesson.page.set_viewport_size({"width": 360, "height": 640})
    for x, y in ((0.0, 0.3), (0.68, 0.3), (0.34, 0.0), (0.34, 0.6)):
        hand = HandBox(x, y, x + 0.32, y + 0.4)
        shown = lesson.show(replace(LESSON["miss"], box=hand), pictured=True)
        screen, mark = shown["screen"], shown["at-hand"]
        assert mark["text"] == "✗ N"
        width, height = screen["right"] - screen["left"], screen["bottom"] - screen["top"]
        left, top = screen["left"] + (1 - hand.x1) * width, screen["top"] + hand.y0 * height  # of a mirrored picture
        beside = mark["left"] >= left + 0.32 * width or mark["right"] <= left
        assert beside or mark["top"] >= top + 0.4 * height or mark["bottom"] <= top, (mark, left, top)
        assert screen["left"] - 0.5 <= mark["left"] <= mark["right"] <= screen["right"] + 0.5
        assert screen["top"] - 0.5 <= mark["top"] <= mark["bottom"] <= screen["bottom"] + 0.5


def test_the_place_of_a_mark_is_free_wherever_one_side_has_room_for_it(lesson):
    assert lesson.page.evaluate(PLACES) == []


def test_while_a_letter_is_judged_the_page_does_not_say_what_it_sees(lesson):
    assert "at-hand" not in lesson.show(replace(LESSON["judging"], letter="M"), pictured=True)
    assert lesson.show(replace(LESSON["judging"], letter="M", task=None))["at-hand"]["text"] == "M"
