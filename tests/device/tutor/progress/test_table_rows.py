"""Exported tables after people, clocks and spreadsheets have handled them: read surely, or refused with the line."""

import contextlib
import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.tutor.progress import ProgressError, ProgressStore
from device.tutor.progress.table import COLUMNS
from device.tutor.progress.transfer import import_csv

IDS = ("0000000000000001", "00123456789abcde", "1234567890123456", "0000000012345678")


@pytest.fixture
def store():
    """An empty store."""
    with contextlib.closing(ProgressStore.in_memory()) as opened:
        yield opened


def rows(ids=IDS, **changes: str) -> list[list[str]]:
    """Two reviews of each of some sessions."""
    table = []
    for number, uid in enumerate(ids, start=1):
        started = (datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC) + timedelta(days=number)).isoformat()
        for seq in ("1", "2"):
            cells = [
                uid,
                "red-fox",
                str(number),
                "letters",
                f"red-fox/{number}",
                started,
                "done",
                "",
                seq,
                "A",
                "right",
            ]
            cells += ["held", "3", "1", "", "0", str(int(number == 1)), "0", "1", "right", "2500", str(3000 * int(seq))]
            table.append([changes.get(name, cell) for name, cell in zip(COLUMNS, cells, strict=True)])
    return table


def write(path, table, *, sign=",", encoding="utf-8", quoting=csv.QUOTE_MINIMAL):
    """Write a table with a header."""
    out = io.StringIO()
    csv.writer(out, delimiter=sign, quoting=quoting).writerows([COLUMNS, *table])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def count(store, what="reviews") -> int:
    return int(store.db.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_table_that_a_spreadsheet_saved_adds_what_it_holds(store, tmp_path, sign, encoding, quoting):
    table = [[*cells, "", ""] for cells in rows()]
    path = write(tmp_path / "t.csv", table, sign=sign, encoding=encoding, quoting=quoting)
    assert import_csv(store, path) == 8
    assert import_csv(store, write(tmp_path / "plain.csv", rows())) == 0


def test_zeros_that_a_spreadsheet_has_dropped_are_restored(store, tmp_path):
    assert import_csv(store, write(tmp_path / "a.csv", rows())) == 8
    damaged = [[cells[0].lstrip("0") if cells[0].isdecimal() else cells[0], *cells[1:]] for cells in rows()]
    assert import_csv(store, write(tmp_path / "b.csv", damaged)) == 0
    assert {uid for (uid,) in store.db.execute("SELECT uid FROM sessions")} == set(IDS)


def test_a_number_that_a_spreadsheet_has_rounded_counts_nothing_twice(store, tmp_path):
    import_csv(store, write(tmp_path / "a.csv", rows()))
    rounded = [[cells[0].replace("1234567890123456", "1234567890123450"), *cells[1:]] for cells in rows()]
    with pytest.raises(ProgressError, match="under another number; a spreadsheet has changed the table"):
        import_csv(store, write(tmp_path / "b.csv", rounded))
    assert count(store) == 8


def test_two_numbers_that_have_become_one_are_refused(store, tmp_path):
    with pytest.raises(ProgressError, match="line 4: the session 1234567890123450 has two dates"):
        import_csv(store, write(tmp_path / "a.csv", [["1234567890123450", *cells[1:]] for cells in rows()]))
    assert count(store) == 0


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("session", "1.23457E+15", "session cannot be “1.23457E\\+15”. A spreadsheet has changed it"),
        ("session", "1,23E+15", "A spreadsheet has changed it"),
        ("session", "", "session cannot be"),
        ("seed", "01.02.2026", "A spreadsheet has changed it"),
        ("started", "0001-01-01T00:00:00+10:00", "started cannot be “0001-01-01"),
        ("started", "9999-12-31T23:59:59-10:00", "started cannot be “9999-12-31"),
        ("started", "1969-12-31T23:59:59+00:00", "started cannot be"),
        ("started", "2026-03-02 09:00", "its time zone is missing, as after a spreadsheet"),
        ("started", "02.03.2026 09:00", "started cannot be"),
        ("started", "2026-03-02T09:00:00+99:99", "started cannot be"),
        ("started", "2026-02-30T09:00:00+00:00", "started cannot be"),
        ("number", "9" * 5000, "number cannot be"),
        ("number", "²", "number cannot be"),
        ("number", "-1", "number cannot be"),
        ("at_ms", "1E+06", "at_ms cannot be"),
        ("at_ms", "nan", "at_ms cannot be"),
        ("rating", "0", "rating cannot be"),
        ("rating", "5", "rating cannot be"),
        ("hinted", "2", "hinted cannot be"),
        ("hinted", "TRUE", "hinted cannot be"),
        ("rivals", "Ä", "rivals cannot be"),
        ("letter", "AB", "letter cannot be"),
    ],
)
def test_a_damaged_cell_is_refused_with_its_line_and_nothing_is_written(store, tmp_path, column, value, said):
    path = write(tmp_path / "t.csv", [*rows(IDS[:1]), *rows(IDS[1:2], **{column: value})])
    with pytest.raises(ProgressError, match=f"line 4: .*{said}"):
        import_csv(store, path)
    assert count(store) == count(store, "sessions") == count(store, "learners") == 0


@pytest.mark.parametrize(("text", "number"), [("3.0", 3), ("3,00", 3), (" 3 ", 3)])
def test_decimals_of_zero_are_no_damage(store, tmp_path, text, number):
    import_csv(store, write(tmp_path / "t.csv", rows(IDS[:1], rating=text)))
    assert store.db.execute("SELECT rating FROM reviews").fetchone()[0] == number


def test_the_time_zone_of_a_start_does_not_make_another_session(store, tmp_path):
    assert import_csv(store, write(tmp_path / "a.csv", rows(IDS[:1], started="2026-03-02T09:00:00+00:00"))) == 2
    assert import_csv(store, write(tmp_path / "b.csv", rows(IDS[:1], started="2026-03-02T19:00:00+10:00"))) == 0


CELLS = st.sampled_from(
    ["", "1", "0001", "1E+5", "nan", "2026-01-01", "0001-01-01T00:00:00+14:00", "TRUE", "é", "\0", '"', "A", "x" * 200]
) | st.text(max_size=6)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(COLUMNS), CELLS), max_size=4), st.sampled_from(",;\t"))
def test_any_change_of_cells_is_imported_or_refused_and_never_half(tmp_path_factory, changes, sign):
    table = rows()
    for row, column, value in changes:
        table[row][COLUMNS.index(column)] = value
    path = write(tmp_path_factory.mktemp("any") / "t.csv", table, sign=sign)
    with contextlib.closing(ProgressStore.in_memory()) as store:
        added = 0
        with contextlib.suppress(ProgressError):
            added = import_csv(store, path)
        assert count(store) == added
