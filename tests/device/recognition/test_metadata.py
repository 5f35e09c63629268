"""Metadata of a model: read completely, or refused with the reason."""

import json
from pathlib import Path

import pytest

from device.errors import ModelError
from device.recognition.metadata import read_metadata, write_metadata
from tests.fakes.clips import TINY

GOOD = json.loads(TINY.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.fixture
def written(tmp_path):
    def write(**changes: object) -> Path:
        path = tmp_path / "letters.json"
        path.write_text(json.dumps({**json.loads(json.dumps(GOOD)), **changes}), encoding="utf-8")
        return path

    return write


def complaint(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_metadata(path)
    assert caught.value.exit_code == 3
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_metadata_survives_writing_and_reading(tmp_path):
    metadata = read_metadata(TINY.with_suffix(".json"))
    write_metadata(metadata, tmp_path / "again.json")
    assert read_metadata(tmp_path / "again.json") == metadata
    assert [path.name for path in tmp_path.iterdir()] == ["again.json"]


def test_the_labels_keep_the_order_of_the_file(written):
    """Labels in another order would shift every result by one."""
    labels = list(reversed(GOOD["labels"]))
    assert read_metadata(written(labels=labels)).labels == tuple(labels)


def test_a_missing_file_is_refused(tmp_path):
    assert "No such file" in complaint(tmp_path / "letters.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"letters"])
def test_a_file_that_is_not_json_is_refused(tmp_path, content):
    path = tmp_path / "letters.json"
    path.write_bytes(content)
    assert "is not JSON" in complaint(path)


@pytest.mark.parametrize("content", ["[]", "3", "{}", '{"format": 2}', '{"format": null}'])
def test_another_format_is_refused_with_the_required_one(tmp_path, content):
    path = tmp_path / "letters.json"
    path.write_text(content)
    assert "is not format 1, which this version requires" in complaint(path)


@pytest.mark.parametrize(
    "field", ["name", "sha256", "labels", "size", "pixel_scale", "pixel_offset", "inputs", "outputs"]
)
def test_a_missing_field_is_refused(tmp_path, field):
    path = tmp_path / "letters.json"
    path.write_text(json.dumps({key: value for key, value in GOOD.items() if key != field}))
    assert field in complaint(path)


def test_fields_that_older_models_lack_have_a_default(tmp_path):
    path = tmp_path / "letters.json"
    optional = {"levelled", "excluded", "thresholds", "provenance", "figures"}
    path.write_text(json.dumps({key: value for key, value in GOOD.items() if key not in optional}))
    metadata = read_metadata(path)
    assert (metadata.levelled, metadata.excluded, metadata.thresholds) == (False, (), {})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"labels": [*GOOD["labels"][:-1], "A"]}, "duplicate label"),
        ({"labels": GOOD["labels"][:-1]}, "23 labels for 24 outputs"),
        ({"labels": [*GOOD["labels"], "nothing"]}, "25 labels for 24 outputs"),
        ({"excluded": ["J"]}, "excluded labels ['J'] are not labels"),
        ({"inputs": []}, "inputs and outputs must not be empty"),
        ({"size": 32}, "size 32 for input"),
        ({"size": "28"}, "not a number"),
        ({"pixel_scale": "1/255"}, "not a number"),
        ({"pixel_scale": float("nan")}, "not a number"),
        ({"inputs": [{**GOOD["inputs"][0], "scale": None}]}, "not a number"),
        ({"inputs": [{**GOOD["inputs"][0], "shape": 28}]}, "not iterable"),
        ({"inputs": [{**GOOD["inputs"][0], "colour": "grey"}]}, "colour"),
        ({"inputs": 3}, "not iterable"),
        ({"labels": None}, "not iterable"),
        ({"thresholds": [0.6, 0.4]}, "thresholds must be names with numbers"),
        ({"colour": "grey"}, "colour"),
    ],
)
def test_a_field_that_contradicts_the_rest_is_refused(written, changes, says):
    assert says in complaint(written(**changes))


def test_a_missing_threshold_is_named():
    metadata = read_metadata(TINY.with_suffix(".json"))
    with pytest.raises(ModelError, match="lacks the threshold “share”"):
        metadata.threshold("share")


@pytest.mark.parametrize("value", [None, "0.5", [1], True])
def test_a_threshold_that_is_not_a_number_is_refused(written, value):
    with pytest.raises(ModelError, match="thresholds must be names with numbers"):
        read_metadata(written(thresholds={"hand": value}))


@pytest.mark.parametrize(("value", "name"), [(float("nan"), "NaN"), (float("inf"), "Infinity")])
def test_a_number_that_json_does_not_have_is_refused(written, value, name):
    with pytest.raises(ModelError, match=f"is not JSON .{name} is not a number"):
        read_metadata(written(thresholds={"hand": value}))


def test_endless_nesting_is_refused(tmp_path):
    path = tmp_path / "letters.json"
    path.write_text("[" * 100_000)
    with pytest.raises(ModelError, match="is not JSON"):
        read_metadata(path)


def test_the_share_of_each_letter_that_is_read_is_optional_and_checked(written):
    assert read_metadata(written()).letter_recall() == {}
    figures = {"letter_recall": {"A": 0.97, "H": 1, "Q": 2.0, "T": "much", "U": None}}
    assert read_metadata(written(figures=figures)).letter_recall() == {"A": 0.97, "H": 1}
    assert read_metadata(written(figures={"letter_recall": [0.5]})).letter_recall() == {}


def test_how_well_numbers_are_read_is_known_only_where_it_is_recorded(written):
    assert read_metadata(written()).numbers_read() is None
    figures = {"number_recall": {"3": 0.9, "7": 3}, "numbers": {"mean": 0.96, "each": 0.949, "people": 35}}
    metadata = read_metadata(written(figures=figures))
    assert (metadata.numbers_read(), metadata.number_recall()) == (0.949, {"3": 0.9})
    for damaged in ({"mean": "0.9"}, {"mean": 1.5}, [], None):
        assert read_metadata(written(figures={"numbers": damaged})).numbers_read() is None
