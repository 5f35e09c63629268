"""Progress out as a table and in again."""

import contextlib
import csv
from datetime import UTC, datetime, timedelta

import pytest

from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressError, ProgressStore
from device.tutor.progress.transfer import COLUMNS, export_csv, import_csv
from tests.fakes.learners import LABELS, Habits, SimulatedLearner, practise

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def stores():
    """Makes empty stores, closed at the end."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(ProgressStore.in_memory()))


def practised(store, days=(0, 1, 4), slot="red-fox", letters="AMNB", mode="letters") -> ProgressStore:
    """A learner's sessions on these days; None is a day without a date."""
    learner = SimulatedLearner(Habits(think_s=0.5, knows_all=True, clumsy=0.3), f"{slot}{days}")
    for day in days:
        session = store.plan_session(slot, mode, None if day is None else NOW + timedelta(days=day))
        plan = make_plan(store, session, LABELS, ("nothing",), letters, (), 6, {})
        lesson = Lesson(store, session, plan)
        practise(lesson.step, lesson.engine, learner)
        learner.rest()
    return store


def everything(store) -> dict[str, list]:
    tables = ("learners", "sessions", "reviews", "cards")
    return {table: store.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in tables}


def test_a_table_carries_all_data_to_another_station(stores, tmp_path):
    here, there = practised(stores()), stores()
    practised(here, (2,), slot="blue-whale")
    rows = export_csv(here, tmp_path / "out.csv")
    assert rows == len(everything(here)["reviews"])
    assert import_csv(there, tmp_path / "out.csv") == rows
    assert everything(there)["sessions"] == everything(here)["sessions"]
    assert everything(there)["reviews"] == everything(here)["reviews"]
    assert everything(there)["cards"] == everything(here)["cards"]


def test_the_same_table_twice_adds_nothing(stores, tmp_path):
    here = practised(stores())
    export_csv(here, tmp_path / "out.csv")
    before = everything(here)
    assert import_csv(here, tmp_path / "out.csv") == 0
    assert everything(here) == before


def test_sessions_of_two_stations_are_ordered_by_date(stores, tmp_path):
    here, there = practised(stores(), (0, 4)), practised(stores(), (2, 9))
    export_csv(there, tmp_path / "out.csv")
    import_csv(here, tmp_path / "out.csv")
    started = [row[0] for row in here.db.execute("SELECT started FROM sessions ORDER BY number")]
    assert started == sorted(started)
    assert here.learner("red-fox").sessions == 4


def test_sessions_without_a_date_keep_their_place(stores, tmp_path):
    here, there = practised(stores(), (0, None, 4)), stores()
    export_csv(here, tmp_path / "out.csv")
    import_csv(there, tmp_path / "out.csv")
    assert everything(there)["sessions"] == everything(here)["sessions"]
    assert everything(there)["cards"] == everything(here)["cards"]


def test_an_import_keeps_skills_separate(stores, tmp_path):
    here, there = practised(stores(), (0,), mode="receptive"), stores()
    export_csv(here, tmp_path / "out.csv")
    import_csv(there, tmp_path / "out.csv")
    assert everything(there)["cards"] == everything(here)["cards"]
    assert there.cards("red-fox", "sign") == {}


def test_a_table_opens_in_a_spreadsheet(stores, tmp_path):
    export_csv(practised(stores()), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_a_table_is_written_atomically(stores, tmp_path):
    with pytest.raises(ProgressError, match="cannot be written"):
        export_csv(practised(stores()), tmp_path / "no folder" / "out.csv")
    assert list(tmp_path.iterdir()) == []


def change(column: str, value: str):
    def edit(rows: list[list[str]]) -> None:
        rows[2][COLUMNS.index(column)] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (change("letter", "É"), "line 3: letter cannot be"),
        (change("learner", "Robert"), "line 3: learner cannot be"),
        (change("rating", "7"), "line 3: rating cannot be"),
        (change("seq", "-1"), "line 3: seq cannot be"),
        (change("started", "yesterday"), "line 3: started cannot be"),
        (change("session", "'; DROP TABLE"), "line 3: session cannot be"),
        (lambda rows: rows[2].pop(), "line 3: 21 columns instead of 22"),
        (lambda rows: rows[0].reverse(), "line 1: this is no exported progress"),
        (lambda rows: rows.insert(2, rows[1]), "contradicts itself"),
    ],
)
def test_a_table_that_was_edited_is_refused_with_its_line_and_changes_nothing(stores, tmp_path, edit, said):
    path = tmp_path / "out.csv"
    export_csv(practised(stores()), path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    edit(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    there = practised(stores(), (7,), slot="green-frog")
    before = everything(there)
    with pytest.raises(ProgressError, match=said):
        import_csv(there, path)
    assert everything(there) == before


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"\xff\xfe\x00", "not UTF-8"), (b"", "line 1")]
)
def test_a_file_that_is_not_a_table_is_refused(stores, tmp_path, content, said):
    path = tmp_path / "in.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProgressError, match=said):
        import_csv(stores(), path)
