"""A progress file that another program holds, and two programs that use one: no answer is lost."""

import contextlib
import multiprocessing
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest

from device.tutor.events import PromptSpec, Review
from device.tutor.lesson import Lesson
from device.tutor.memory import after_answer
from device.tutor.plan import make_plan
from device.tutor.progress import LessonSession, ProgressBusy, ProgressStore, opening, reader, start, writer
from device.tutor.progress import store as store_module
from device.tutor.progress.answers import Answer, unwritten_rows
from device.tutor.progress.backup import copies_of, generation_of
from device.tutor.progress.cards import relearn
from device.tutor.progress.start import open_progress, readable_progress
from device.tutor.progress.transfer import export_csv, import_csv
from device.tutor.progress.unwritten import save_unwritten, unwritten_files
from tests.fakes.learners import LABELS, Habits, SimulatedLearner, practise

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "progress.db"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    for module in (store_module, opening, writer):
        monkeypatch.setattr(module, "BUSY_S", 0.05)
    for module in (reader, writer):
        monkeypatch.setattr(module, "ANSWER_WAIT_S", 0.01)


@contextlib.contextmanager
def held(path, kind="IMMEDIATE"):
    """Hold the file as a backup or a database browser does."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        if kind == "NO READERS":
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            kind = "EXCLUSIVE"
        db.execute(f"BEGIN {kind}")
        db.execute("SELECT * FROM sqlite_schema").fetchall()
        yield
        db.execute("ROLLBACK")


def answer(store, session, seq, letter="A") -> None:
    now = session.started and session.started + timedelta(seconds=10 * seq)
    card = after_answer(store.cards("red-fox", "sign").get(letter), letter, 3, session.number, now)
    with contextlib.suppress(ProgressBusy):
        store.add(session, seq, 10.0 * seq, Review(PromptSpec(letter), "right", "right", 3, 1), "sign", card)


def rows(path, query="SELECT number, seq, letter FROM sessions JOIN reviews ON session = uid ORDER BY number, seq"):
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def check_cards(path) -> None:
    """The cards follow from the reviews."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        before = db.execute("SELECT * FROM cards ORDER BY 1, 2, 3").fetchall()
        for (slot,) in db.execute("SELECT slot FROM learners").fetchall():
            relearn(db, slot)
        assert db.execute("SELECT * FROM cards ORDER BY 1, 2, 3").fetchall() == before


def lesson_of(store, warned, mode="letters"):
    session = store.plan_session("red-fox", mode, NOW)
    return Lesson(store, session, make_plan(store, session, LABELS, ("nothing",), "AMNB", (), 6, {}), warned)


# -- answers that wait ------------------------------------------------------------------------------------------


def test_answers_given_during_a_lock_are_written_in_order_when_it_ends(path, warned):
    store = open_progress(path, warned)
    session = store.plan_session("red-fox", "letters", NOW)
    answer(store, session, 1)
    with held(path):
        for seq, letter in enumerate("BCD", start=2):
            answer(store, session, seq, letter)
        with pytest.raises(ProgressBusy, match=r"in use by another program; answers wait in memory"):
            store.finish(session, "done", None)
        assert len(rows(path)) == 1
    store.flush()
    assert rows(path) == [(1, 1, "A"), (1, 2, "B"), (1, 3, "C"), (1, 4, "D")]
    assert rows(path, "SELECT ended FROM sessions") == [("done",)]
    check_cards(path)
    store.close()
    assert warned == ["Progress can be written again; the answers that waited are in the file."]


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_whole_lesson_under_a_lock_is_kept_when_the_program_ends(path, warned, kind):
    open_progress(path, warned).close()
    store = open_progress(path, warned)
    lesson = lesson_of(store, warned)
    with held(path, kind):
        practise(lesson.step, lesson.engine, SimulatedLearner(Habits(think_s=0.5, knows_all=True), 1))
        assert rows(path) == []
        second = lesson_of(store, warned)
        assert second.session.number == 2
        practise(second.step, second.engine, SimulatedLearner(Habits(think_s=0.5, knows_all=True), 2))
        assert len([sentence for sentence in warned if "in use" in sentence]) <= 2
    store.close()
    asked = lesson.engine.scene.asked + second.engine.scene.asked
    assert len(rows(path)) == asked >= 12
    assert rows(path, "SELECT number, ended FROM sessions ORDER BY number") == [(1, "done"), (2, "done")]
    check_cards(path)
    assert unwritten_files(path) == []


def test_a_lesson_writes_what_waits_while_it_goes_on(path, warned):
    store = open_progress(path, warned)
    lesson, learner = lesson_of(store, warned), SimulatedLearner(Habits(think_s=0.5, knows_all=True), 1)
    with held(path):
        practise(lesson.step, lesson.engine, learner, until_s=12.0)
        assert store.waiting
    practise(lesson.step, lesson.engine, learner, until_s=16.0)
    assert not store.waiting
    assert warned[-1].startswith("Progress can be written again")
    store.close()


def test_answers_that_cannot_be_written_at_the_end_are_added_by_the_next_start(path, warned):
    store = open_progress(path, warned)
    session = store.plan_session("red-fox", "letters", NOW)
    answer(store, session, 1)
    with held(path):
        answer(store, session, 2, "B")
        with contextlib.suppress(ProgressBusy):
            store.finish(session, "done", 7)
        store.close()
        store.close()
        (kept,) = unwritten_files(path)
        assert f"1 answers are kept in {kept}; the next start adds them" in warned[-1]
        store = open_progress(path, warned)  # still held: it is read, but nothing can be added
        assert "waits beside the progress file" in warned[-1]
        store.close()
    with contextlib.closing(open_progress(path, warned)):
        assert rows(path) == [(1, 1, "A"), (1, 2, "B")]
        assert rows(path, "SELECT ended, score FROM sessions") == [("done", 7)]
        assert unwritten_files(path) == []
    assert warned[-1] == "1 answers that could not be written before are now in the progress file."
    check_cards(path)


def test_a_lesson_that_cannot_even_read_the_file_is_added_by_the_next_start(path, warned):
    with contextlib.closing(open_progress(path, warned)) as store:
        answer(store, store.plan_session("red-fox", "letters", NOW + timedelta(days=9)), 1)
    with held(path, "NO READERS"):
        with pytest.raises(ProgressBusy, match="close it and try again"):
            open_progress(path, warned)
        store = ProgressStore.in_memory(path, warned)
        session = store.plan_session("red-fox", "letters", None)  # no clock
        answer(store, session, 1)
        store.finish(session, "done", None)
        store.close()
    with contextlib.closing(open_progress(path, warned)):
        assert rows(path) == [(1, 1, "A"), (2, 1, "A")]
    check_cards(path)


def test_a_lock_against_readers_does_not_end_a_lesson(path, warned):
    with contextlib.closing(open_progress(path, warned)) as store:
        answer(store, store.plan_session("red-fox", "letters", NOW), 1)
    store = open_progress(path, warned)
    store.db.execute("PRAGMA journal_mode = DELETE")  # a database browser may have changed it
    with held(path, "EXCLUSIVE"):
        lesson = lesson_of(store, warned)
        practise(lesson.step, lesson.engine, SimulatedLearner(Habits(think_s=0.5, knows_all=True), 1))
    store.close()
    assert rows(path, "SELECT number, COUNT(*) FROM sessions JOIN reviews ON session = uid GROUP BY 1") == [
        (1, 1),
        (2, lesson.engine.scene.asked),
    ]
    check_cards(path)


def test_answers_for_which_there_is_no_place_at_all_are_counted(tmp_path, warned):
    path = tmp_path / "state" / "progress.db"
    store = open_progress(path, warned)
    with held(path):
        answer(store, store.plan_session("red-fox", "letters", NOW), 1)
        (tmp_path / "state").rename(tmp_path / "gone")
        store.close()
    assert warned == ["1 answers are lost; they cannot be kept beside the progress file: No such file or directory."]


def test_a_table_kept_while_two_programs_start_is_not_removed(path, warned, monkeypatch):
    """Program A adds a table; B, which has read the same table, must not remove the one that C keeps in its place."""
    session = LessonSession("ab" * 8, "red-fox", 1, "letters", "red-fox/1", NOW)
    tables = [
        unwritten_rows(
            [Answer(session, seq, 10.0 * seq, Review(PromptSpec(letter), "right", "right", 3, 1), "sign", None)]
        )
        for seq, letter in ((1, "A"), (2, "B"))
    ]
    with contextlib.closing(open_progress(path, warned)):
        save_unwritten(path, tables[0])
        b_has_read, c_has_kept = threading.Event(), threading.Event()

        def add(store, table, **options):
            count = import_csv(store, table, **options)
            if threading.current_thread() is b:
                b_has_read.set()
                c_has_kept.wait(0.5)
            else:
                b.start()
                b_has_read.wait(0.5)
            return count

        def keep(sentence):
            save_unwritten(path, tables[1])
            c_has_kept.set()

        monkeypatch.setattr(start, "import_csv", add)
        b = threading.Thread(target=lambda: open_progress(path, warned).close())
        open_progress(path, keep).close()
        b.join()
    monkeypatch.undo()
    open_progress(path, warned).close()
    assert rows(path) == [(1, 1, "A"), (1, 2, "B")]


def test_a_kept_table_that_is_damaged_is_named_and_stays(path, warned):
    open_progress(path, warned).close()
    table = path.with_name("progress.db.unwritten1.csv")
    table.write_text("rubbish")
    open_progress(path, warned).close()
    assert str(table) in warned[0]
    assert table.read_text() == "rubbish"


# -- commands ---------------------------------------------------------------------------------------------------


def test_the_table_is_not_blamed_for_a_lock(path, warned, tmp_path):
    with contextlib.closing(open_progress(path, warned)) as store:
        answer(store, store.plan_session("red-fox", "letters", NOW), 1)
        export_csv(store, tmp_path / "table.csv")
    with contextlib.closing(open_progress(tmp_path / "other.db", warned)) as store, held(tmp_path / "other.db"):
        for change in (lambda: import_csv(store, tmp_path / "table.csv"), lambda: store.reset(None)):
            with pytest.raises(ProgressBusy, match=r"other.db is in use by another program; close it and try again"):
                change()


def test_a_table_is_written_while_another_program_writes_the_file(path, warned, tmp_path):
    with contextlib.closing(open_progress(path, warned)) as store:
        answer(store, store.plan_session("red-fox", "letters", NOW), 1)
    with held(path), readable_progress(path, warned) as store:
        assert export_csv(store, tmp_path / "table.csv") == 1


def test_a_locked_file_is_not_taken_for_a_damaged_one(path, warned):
    with contextlib.closing(open_progress(path, warned)) as store:
        answer(store, store.plan_session("red-fox", "letters", NOW), 1)
        store.db.execute("PRAGMA journal_mode = DELETE")
    with held(path, "EXCLUSIVE"), pytest.raises(ProgressBusy):
        open_progress(path, warned)
    assert warned == []
    assert len(rows(path)) == 1


# -- two programs -----------------------------------------------------------------------------------------------


def _practise(path, barrier, answers, problems) -> None:
    warned = []
    opening.BUSY_S = writer.BUSY_S = 5.0  # on a busy machine a start waits
    barrier.wait()
    store = open_progress(path, warned.append)
    session = store.plan_session("red-fox", "letters", NOW)
    for seq in range(1, answers + 1):
        answer(store, session, seq, "ABCDEFGH"[seq - 1])
    with contextlib.suppress(ProgressBusy):
        store.finish(session, "done", None)
    store.close()
    repaired = ("can be written again", "that could not be written before are now in the progress file")
    problems.put([sentence for sentence in warned if not any(each in sentence for each in repaired)])


@pytest.mark.parametrize("attempt", range(3))
def test_lessons_that_begin_at_once_on_a_new_file_are_all_kept(path, attempt):
    context, programs, answers = multiprocessing.get_context("fork"), 4, 8
    barrier, problems = context.Barrier(programs), context.Queue()
    running = [
        context.Process(target=_practise, args=(path, barrier, answers, problems), daemon=True) for _ in range(programs)
    ]
    for process in running:
        process.start()
    said = [sentence for _ in running for sentence in problems.get(timeout=60)]
    assert all("in use by another program" in sentence for sentence in said), said  # kept for the next start
    for process in running:
        process.join(60)
        assert process.exitcode == 0
    open_progress(path, said.append).close()  # adds answers that found the file locked until the end
    numbers = rows(path, "SELECT number, COUNT(*) FROM sessions JOIN reviews ON session = uid GROUP BY uid")
    assert sorted(numbers) == [(number, answers) for number in range(1, programs + 1)]
    check_cards(path)
    copies = [copy for copy in copies_of(path) if copy.exists()]  # two programs may replace the same one
    assert copies
    assert all(generation_of(copy) for copy in copies)
    assert not [file for file in path.parent.iterdir() if "damaged" in file.name or file.name.endswith(".part")]


def test_two_lessons_of_one_learner_get_two_numbers_and_one_memory(path, warned):
    with contextlib.closing(open_progress(path, warned)) as one, contextlib.closing(open_progress(path, warned)) as two:
        first, second = (store.plan_session("red-fox", "letters", NOW) for store in (one, two))
        assert first.number == second.number == 1
        for seq, letter in enumerate("ABC", start=1):
            answer(one, first, seq, letter)
            answer(two, second, seq, letter)
        one.finish(first, "done", None)
        two.finish(second, "done", None)
    assert rows(path, "SELECT number FROM sessions ORDER BY number") == [(1,), (2,)]
    check_cards(path)
