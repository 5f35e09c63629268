"""Practice with the hands that learners have shown once."""

from types import SimpleNamespace

import numpy as np
import pytest

from device.errors import SettingsError
from device.personal.hand_file import LearnerHand, save_hand
from device.recognition.perception import Perception
from device.recognition.personal import sample_of
from device.recognition.smoothing import Smoother, Thresholds
from device.runtime.practice import open_practice
from device.settings import PracticeSettings
from device.tutor.progress import ProgressStore
from device.types import Frame
from tests.device.runtime.acting import FPS, GREY
from tests.fakes.signed_hands import LABELS, scores_of


class Signed:
    """The perception's recognizer in these tests, with landmarks; it reads N as M."""

    labels, excluded, thresholds = LABELS, ("nothing",), Thresholds()
    vocabularies = ("letters",)
    metadata = SimpleNamespace(
        name="signed", sha256="1" * 64, thresholds={}, letter_recall=dict, numbers_read=lambda: None, outputs=()
    )
    letter = None

    def recognize(self, frame):
        return scores_of(frame.t, self.letter, np.random.default_rng(0))

    def reset(self):
        pass


@pytest.fixture
def learning(tmp_path):
    """An activity that can learn hands, and a function that gives it frames with a letter."""
    recognizer, warnings = Signed(), []
    samples = [sample_of(scores_of(0, x, np.random.default_rng(i)), 64, 48, x, i) for x in "NMB" for i in range(3)]
    save_hand(tmp_path / "progress.db", LearnerHand("red-fox", "1" * 12, "", tuple(samples)))
    save_hand(tmp_path / "progress.db", LearnerHand("blue-whale", "2" * 12, "", tuple(samples)))
    perception = Perception(recognizer, Smoother(LABELS, recognizer.thresholds, 0.5, 0.3, ("nothing",)))
    settings = PracticeSettings(letters="B", trials=2)
    store = ProgressStore.open(tmp_path / "progress.db", pytest.fail)
    activity = open_practice(perception, settings, settings, store, store.path, (), warnings.append)

    def show(letter):
        recognizer.letter = letter
        frame = Frame(GREY, show.t)
        show.t += 1 / FPS
        view, _ = activity.step(frame, *perception.see(frame))
        return view, LABELS[int(view.scores.p.argmax())]

    show.t = 0.0
    yield activity, show, warnings
    activity.close()
    store.close()


def test_each_learner_is_read_with_the_hand_that_was_learned_with_these_networks(learning):
    activity, show, warnings = learning
    assert show("N")[1] == "N"
    activity.change({"learner": "blue-whale"})
    show("N")
    assert show("N")[1] == "M"
    assert len(warnings) == 1
    assert "were made with other networks and are not used" in warnings[0]
    assert activity.ask("hand", {"learner": "blue-whale"}) == {"letters": "BMN", "made": "", "usable": False}
    activity.change({"learner": "red-fox"})
    show("N")
    assert show("N")[1] == "N"
    activity.press("forget_hand")
    show("N")
    assert show("N")[1] == "M"
    assert activity.ask("hand", {}) == {"letters": "", "made": "", "usable": False}


def test_a_press_begins_to_learn_the_hand_without_the_one_learned_before(learning):
    activity, show, _ = learning
    assert {action.name for action in activity.actions if not action.quick} == {"personal", "forget_hand"}
    activity.press("personal")
    show("N")
    view, read = show("N")
    assert (view.task.mode, view.task.prompt, view.task.asked, read) == ("personal", "B", 72, "M")
    activity.change({"mode": "read"})
    assert show("N")[0].task is None


def test_a_model_without_landmarks_cannot_learn_a_hand(act):
    opened = act()
    assert not [action for action in opened.activity.actions if not action.quick]
    with pytest.raises(SettingsError, match="gives no landmarks"):
        open_practice(
            opened.perception, opened.settings, opened.settings, opened.store, opened.path, (), print, personal=True
        )
