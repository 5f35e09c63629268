"""J and Z in everything a learner uses: read, run, and every mode of practice.

The landmarks are the true ones of the bundled clip, cut into letters and joined to words. The bundled dynamic-letter
model recognizes them; static letters are scripted.
"""

import json
from functools import lru_cache

import numpy as np
import pytest

from device.reading.activity import ReadingActivity
from device.reading.letters import confirmed_letters
from device.recognition.dynamic.decisions import extra_hold_for
from device.recognition.dynamic.detector import DynamicLetterDetector
from device.recognition.perception import Perception
from device.recognition.recognizer import DYNAMIC_MODEL, DynamicLetterRecognizer
from device.recognition.smoothing import Smoother, Thresholds
from device.settings import MODELS
from device.tutor.activity import TutorActivity
from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from device.types import Frame, HandBox, Scores
from tests.fakes.scripted import Scripted

CLIP = MODELS.parent / "assets" / "demo" / "hello_jz.mp4"
FPS, WIDTH, HEIGHT = 15, 640, 480
STILL = ("A", "D", "E", "I", "nothing")
DRAWN = {"J": ("I", (89, 121)), "Z": ("D", (124, 162))}
"""Static letter of its handshape, and its frames in the bundled clip from the moment the hand comes up."""
HELD = {"A": 36, "I": 97, "D": 130}
REST = 123  # of whom the hand shows nothing between letters
GREY = np.full((HEIGHT, WIDTH), 120, np.uint8)

Shown = tuple[str, np.ndarray] | None
"""A still letter and the points (21, 2) in pixels; None: no hand."""


@lru_cache(maxsize=1)
def points() -> list[np.ndarray | None]:
    rows = json.loads((CLIP.parent / "hello_jz_labels.json").read_text())
    return [np.array(row["kp"], float) if row["kp"] else None for row in rows]


def signed(word: str) -> list[Shown]:
    """Frames in which somebody spells a word, hand down between letters."""
    shown: list[Shown] = [None] * FPS
    for letter in word:
        rest = [("nothing", points()[REST])] * (FPS // 2)
        if letter in DRAWN:
            still, (first, last) = DRAWN[letter]
            drawn = [(still, points()[i]) for i in range(first, last)]
            shown += [*rest, *drawn, *[drawn[-1]] * (FPS // 3)]
        else:
            shown += [*rest, *[(letter, points()[HELD[letter]])] * (2 * FPS)]
    return [*shown, *[None] * (2 * FPS)]


class Spelling(Scripted):
    """Still letters as the script says, with points."""

    labels, excluded, metadata, runtime = STILL, ("nothing",), None, "none"

    def recognize(self, frame: Frame) -> Scores:
        now = self._say(frame.index)
        p = np.zeros(len(STILL), np.float32)
        if now is None:
            return Scores(frame.t, STILL, p, None)
        letter, where = now
        p[STILL.index(letter)] = 1
        placed = (where / np.array([WIDTH, HEIGHT])).astype(np.float32)
        (x0, y0), (x1, y1) = placed.min(0).tolist(), placed.max(0).tolist()
        return Scores(frame.t, STILL, p, HandBox(x0, y0, x1, y1, self.side), placed)

    side = "right"


def perception_for(shown: list[Shown], left: bool = False) -> Perception:
    if left:
        mirror = np.array([-1, 1]), np.array([WIDTH, 0])
        shown = [now and (now[0], now[1] * mirror[0] + mirror[1]) for now in shown]
    still = Spelling(lambda index: shown[index])
    still.side = "left" if left else "right"
    recognizer = DynamicLetterRecognizer(still, DynamicLetterDetector.load(DYNAMIC_MODEL))
    labels = recognizer.labels
    return Perception(recognizer, Smoother(labels, Thresholds(), 0.5, 0.3, recognizer.excluded, extra_hold_for(labels)))


def frames(shown: list[Shown]) -> list[Frame]:
    return [Frame(GREY, i / FPS, i) for i in range(len(shown))]


def practised(mode: str, asked: str, shown: list[Shown], words: tuple[str, ...] = ()) -> list[dict]:
    """The answers of a session in which the hand signs what it signs, asked or not."""
    store = ProgressStore.in_memory()
    session = store.plan_session("red-fox", mode, None)
    plan = make_plan(store, session, (*STILL, "J", "Z"), ("nothing",), asked, words, len(asked), {})
    activity, perception = TutorActivity(Lesson(store, session, plan)), perception_for(shown)
    events = [event for frame in frames(shown) for event in activity.step(frame, *perception.see(frame))[1]]
    return [{"letter": event.letter, **dict(event.more)} for event in events if event.event == "answer"]


@pytest.mark.parametrize("word", ["J", "Z", "JZ", "ZJ", "JAZZ", "JADE", "ZA"])
@pytest.mark.parametrize("left", [False, True])
def test_a_word_with_j_and_z_is_recognized_with_either_hand(word, left):
    shown = signed(word.replace("E", "A"))
    letters = list(confirmed_letters(perception_for(shown, left), frames(shown)))
    assert "".join(each.letter for each in letters) == word.replace("E", "A")
    assert {each.confidence for each in letters if each.letter in "JZ"} == {1.0}


def test_an_i_and_a_d_that_are_held_are_recognized_as_such():
    shown = signed("IAD")
    assert "".join(each.letter for each in confirmed_letters(perception_for(shown), frames(shown))) == "IAD"


def test_the_line_of_text_has_them():
    shown, activity = signed("JAZZ"), ReadingActivity()
    perception = perception_for(shown)
    for frame in frames(shown):
        activity.step(frame, *perception.see(frame))
    assert activity.line.text.strip() == "JAZZ"


def test_a_word_with_j_and_z_is_practised():
    answers = practised("words", "JAZ", signed("JAZZ"), ("JAZZ",))
    assert [(answer["letter"], answer["outcome"]) for answer in answers[:4]] == [
        ("J", "right"),
        ("A", "right"),
        ("Z", "right"),
        ("Z", "right"),
    ]


@pytest.mark.parametrize("mode", ["letters", "receptive", "round"])
@pytest.mark.parametrize("letter", ["J", "Z"])
def test_dynamic_letters_are_answers_in_every_mode(mode, letter):
    answers = practised(mode, letter, signed(letter))
    assert [(answer["letter"], answer["outcome"]) for answer in answers[:1]] == [(letter, "right")]


def test_the_other_dynamic_letter_is_a_wrong_answer_that_is_named():
    answers = practised("letters", "J", signed("Z"))
    assert (answers[0]["outcome"], answers[0]["rival"]) == ("wrong", "Z")


def test_read_reports_them_for_a_clip(station):
    code, out, err = station("read", CLIP, "--json")
    assert (code, err) == (0, "")
    line = json.loads(out)
    moving = [letter for letter in line["letters"] if letter[0] in "JZ"]
    assert [letter for letter, _, _ in moving] == ["J", "Z"]
    assert line["text"].endswith("Z")
    assert "I" not in line["text"], "a J is not read as an I first"


def test_run_reports_them_as_events_like_any_letter(station):
    code, out, err = station("run", "--camera", f"clip:{CLIP}", "--no-realtime", "--display", "json")
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    for letter in "JZ":
        reported = [line["event"] for line in lines if line["letter"] == letter]
        assert reported[:2] == ["candidate", "confirmed"]
    text = next(line["text"] for line in reversed(lines) if line["event"] == "stats")
    assert [letter for letter in text if letter in "JZ"] == ["J", "Z"]
