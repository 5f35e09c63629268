"""Tables as spreadsheets save them: one reader, and a line for all that it refuses."""

import csv
import gzip
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.system.csv_table import MAX_LINE, TableError, decimal_number, read_table, whole_number

COLUMNS = ("name", "number", "note")
ROWS = [["Anna", "1", ""], ["Bảo", "22", "a, b; c"], ["Çelik", "003", 'say "hi"']]


def written(rows, *, sign=",", end="\r\n", quote_all=False, encoding="utf-8") -> bytes:
    """Bytes of a table."""

    def cell(text: str) -> str:
        quoted = quote_all or any(c in text for c in f'{sign}"\r\n')
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(sign.join(cell(text) for text in row) + end for row in rows).encode(encoding)


def read(path, data: bytes, **options):
    path.write_bytes(data)
    return [list(row.cells.values()) for row in read_table(path, COLUMNS, **options)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quote_all", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_whatever_a_spreadsheet_saves_is_read(tmp_path, sign, end, quote_all, encoding):
    data = written([list(COLUMNS), *ROWS], sign=sign, end=end, quote_all=quote_all, encoding=encoding)
    assert read(tmp_path / "t.csv", data) == ROWS
    assert read(tmp_path / "t.csv.gz", gzip.compress(data)) == ROWS
    assert read(tmp_path / "t.csv", data, exact=True, max_bytes=10_000) == ROWS


def test_empty_columns_and_rows_at_the_end_are_left_out(tmp_path):
    data = written([[*COLUMNS, "", ""], *([*row, "", ""] for row in ROWS), [""] * 5, [" "] * 5])
    assert read(tmp_path / "t.csv", data, exact=True) == ROWS


def test_the_first_line_that_excel_writes_for_itself_is_left_out(tmp_path):
    assert read(tmp_path / "t.csv", b"sep=;\r\n" + written([list(COLUMNS), *ROWS], sign=";")) == ROWS


def test_rows_have_the_line_of_the_file(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b'name,number,note\r\na,1,"two\r\nlines"\r\n\r\nb,2,\r\n')
    assert [(row.line, row.number) for row in read_table(path, COLUMNS)] == [(3, 2), (5, 3)]


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"", 0, "lacks the columns name, number, note"),
        (b"name,number,note\na,1\n", 2, "2 columns instead of 3"),
        (b"name,number,note\na,1,x,y\n", 2, "4 columns instead of 3"),
        (b"name,number,note,name\n", 1, "the column name stands in it twice"),
        (b"name,number\n", 1, "lacks the column note"),
        (b"name,number,note\n\xe9,1,\n", 2, "not UTF-8"),
        (b"name,number,note\na,\0,\n", 2, "NUL"),
        ("name,number,note\n".encode("utf-16-le"), 1, "NUL"),
        (b"name,number,note\na,1," + b"x" * (csv.field_size_limit() + 1) + b"\n", 2, "field larger than field limit"),
        (b"name,number,note\na,1," + b"x" * (MAX_LINE + 1) + b"\n", 2, "longer than"),
        (gzip.compress(b"name,number,note\n" + b"a,1,\n" * 9)[:-9], 1, "truncated or damaged"),
        (b"\x1f\x8b not gzip", 1, "truncated or damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path, data, line, said):
    with pytest.raises(TableError, match=said) as refused:
        read(tmp_path / "t.csv", data)
    assert refused.value.line == line


def test_a_file_that_is_too_large_or_no_file_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="more than"):
        read(tmp_path / "t.csv", b"x" * 1000, max_bytes=100)
    with pytest.raises(OSError, match="folder"):
        list(read_table(tmp_path, COLUMNS))


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from([b"", b"name,number,note\n", b"name;number;note\r\n", b"\xff\xfe"]))
def test_any_bytes_give_rows_or_the_error_of_tables(tmp_path_factory, data, start):
    path = tmp_path_factory.mktemp("any") / "t.csv"
    path.write_bytes(start + data)
    try:
        rows = list(read_table(path, COLUMNS))
    except TableError:
        return
    assert all(set(row.cells) >= set(COLUMNS) for row in rows)


@given(st.lists(st.tuples(*[st.text("aé,;\t\"'|\r\n 0", max_size=5)] * 3), max_size=4), st.sampled_from(",;\t|"))
def test_cells_come_back_as_they_were_written(tmp_path_factory, rows, sign):
    path = tmp_path_factory.mktemp("any") / "t.csv"
    rows = [list(row) for row in rows if any(cell.strip() for cell in row)]
    assert read(path, written([list(COLUMNS), *rows], sign=sign)) == rows


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3), (" 003 ", 3), ("3.0", 3), ("3,00", 3), ("-2", -2), ("", None), ("3.5", None), ("1E+3", None),
        ("٣", None), ("²", None), ("9" * 5000, None), ("nan", None),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_surely_or_not_at_all(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 0.5), ("0,5", 0.5), (" 1e-3 ", 0.001), ("7", 7.0), ("", None), ("nan", None), ("inf", None),
        ("1e999", None), ("1,234.5", None), ("٣", None), (".", None),
    ],
)  # fmt: skip
def test_a_decimal_number_may_have_a_comma(text, number):
    read_number = decimal_number(text)
    assert read_number is None if number is None else math.isclose(read_number, number)


def test_a_header_of_many_columns_is_refused_in_time(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(map(str, range(100_000))) + ",a,a\n")
    began = time.monotonic()
    with pytest.raises(TableError):
        list(read_table(path, ["b"]))
    assert time.monotonic() - began < 2
