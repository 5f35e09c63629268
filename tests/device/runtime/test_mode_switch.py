"""The practice activity: modes and learners one after the other, sessions that begin and end."""

from device.tutor.activity import SUMMARY_S, TutorActivity


def test_read_mode_has_a_text_and_no_task(act):
    one = act(mode="read")
    one.show("nothing", 0.5)
    one.show("A", 1.5)
    assert (one.view.text, one.view.task, one.view.letter) == ("A", None, "A")
    one.activity.press("clear")
    assert one.show("A", 0.1).text == ""


def test_after_the_result_a_hand_begins_the_next_session(act):
    one = act(trials=1)
    one.show("nothing", 1.0)
    one.show("A", 2.0)
    one.show(None, 4.0)
    assert one.view.message == "Done: 1 of 1 letters"
    assert one.show(None, SUMMARY_S).message == "Done: 1 of 1 letters"
    assert one.show("nothing", 1.0).task.prompt == "A"
    one.show("A", 2.0)
    assert [number for _, number, _, _ in one.sessions()] == [1, 2]


def test_the_offered_letters_are_repeated_with_one_press_and_the_choices_stay(act):
    one = act(trials=2, letters="AB", mode="round", rotate_modes=True)
    one.activity.change({"mode": "letters"})
    one.show("nothing", 1.0)
    for letter in "AB":
        one.show(letter, 2.0)
        one.show("nothing", 1.6)
    result = one.view.task.result
    assert sorted(result.repeat) == ["A", "B"]
    names = [action.name for action in one.activity.actions]
    assert names[:2] == ["repeat", "next"]
    one.activity.press("skip")  # the button of a station without a page
    one.show("nothing", 0.2)
    assert one.activity.current.lesson.engine.scene.ask.letter in "AB"
    assert one.view.task.result is None
    assert (one.activity.settings.trials, one.activity.settings.mode) == (2, "letters")
    assert [mode for _, _, mode, _ in one.sessions()] == ["letters"]


def test_with_rotate_every_tutored_mode_follows_without_a_button(act):
    one = act(trials=1, letters="ABC", rotate_modes=True)
    modes = []
    for _ in range(6):
        one.show("nothing", 1.0)
        modes.append(one.view.task.mode)
        for _ in range(200):  # answer what is asked, until the session is over
            current = one.activity.current
            if isinstance(current, TutorActivity) and current.lesson.engine.over:
                break
            task = one.view.task
            one.show(task.prompt or task.picture or "nothing", 1.6)
            one.show("nothing", 0.6)
        one.show(None, SUMMARY_S + 1)
    assert modes == ["letters", "words", "receptive", "round", "letters", "words"]


def test_the_mode_button_goes_to_the_next_mode(act):
    one = act()
    one.show("nothing", 1.0)
    modes = []
    for _ in range(6):
        one.activity.press("mode")
        task = one.show("nothing", 1.0).task
        modes.append(task.mode if task else "read")
    assert modes == ["words", "receptive", "round", "watch", "read", "letters"]
    assert one.reasons() == ["mode"] * 6


def test_the_learner_button_goes_to_the_next_slot(act):
    one = act()
    one.show("nothing", 1.0)
    one.show("A", 2.0)
    one.activity.press("learner")
    assert one.show("nothing", 1.0).task.learner == "Blue whale"
    assert one.reasons() == ["learner"]
    one.show("A", 2.0)
    assert [(learner, ended) for learner, _, _, ended in one.sessions()] == [
        ("red-fox", "learner"),
        ("blue-whale", None),
    ]


def test_other_buttons_reach_the_current_activity(act):
    one = act(trials=3)
    one.show("nothing", 1.0)
    one.activity.press("skip")
    one.show("nothing", 0.1)
    assert [dict(event.more)["reason"] for event in one.events if event.event == "answer"] == ["skipped"]


def test_presses_while_the_camera_is_lost_are_ignored(act):
    one = act()
    one.show("nothing", 0.5)
    one.activity.interrupted(one.t)
    one.activity.press("mode")
    assert one.show("nothing", 0.5).task.mode == "letters"


def test_watching_goes_on_without_a_camera_and_keeps_what_was_read(act):
    one = act(mode="letters")
    assert one.activity.interrupted(0.0)[0].status == "camera lost"
    assert one.activity.idle(0.1) is None
    one.activity.change({"mode": "watch", "watch_speed": "6"})
    one.activity.idle(0.2)
    t = 0.2

    def idle(seconds: float = 0.1):
        nonlocal t
        for _ in range(round(seconds * 10)):
            t += 0.1
            view, events = one.activity.idle(t)
            one.events += events
        return view

    assert [action.name for action in one.activity.actions] == ["next", "mode", "learner"]
    idle()
    one.activity.press("next")
    view = idle(0.2)
    assert (view.task.signing.text, view.task.word, view.task.writes) == ("ABC", "", True)
    one.activity.answer("abd")
    assert idle().task.outcome == "wrong"
    idle(3)
    one.activity.answer("Abc")
    assert idle().task.outcome == "right"
    idle(3)
    assert one.reasons() == ["done"]
    progress = one.activity.ask("progress", {"learner": "red-fox"})
    assert [(row["letter"], row["right"]) for row in progress["read"]] == [("A", 1), ("B", 1), ("C", 1)]
    assert (progress["letters"], progress["sessions"][-1]["speed"]) == ([], 6.0)
    one.activity.press("next")
    assert idle(0.3).task.signing is None, "the next session waits"


def test_the_look_of_pictures_changes_without_another_session(act):
    one = act()
    one.show("nothing", 1.0)
    before = one.activity.current
    one.activity.change({"seen_from": "front", "skin": "dark"})
    task = one.show("nothing", 0.2).task
    assert one.activity.current is before
    assert (task.picture_side, task.picture_skin) == ("front", "dark")
    one.activity.change({"seen_from": "front"})  # the same again: the button “Start”
    one.show("nothing", 0.2)
    assert one.activity.current is not before
