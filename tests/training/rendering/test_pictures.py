"""Rendered sets: the same numbers give the same image, an interrupted run continues, labels fit the image."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("numba")

from device.alphabet import STATIC_LETTERS
from training.datasets.pictures import read_picture
from training.datasets.synthetic import samples
from training.errors import DataError, RunError
from training.rendering.dataset import COLUMNS, RenderJob, index_rows, render_set
from training.rendering.labelled_image import MASK_HAND, RenderPlan, render_image
from training.rendering.photo_backgrounds import PhotoBackgrounds
from training.rendering.poses import FROM_BEHIND

SMALL = RenderJob(count=6, seed=5, frame_share=0.5, crop=64, frame=(80, 60), people=3, nothing=0.3)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    render_set(SMALL, folder)
    return folder


def test_the_same_numbers_give_the_same_image():
    plan = RenderPlan("crop", 64, 64, people=2)
    a, b, c = render_image(plan, 1, 7), render_image(plan, 1, 7), render_image(plan, 1, 8)
    np.testing.assert_array_equal(a.image, b.image)
    np.testing.assert_array_equal(a.landmarks, b.landmarks)
    assert not np.array_equal(a.image, c.image)


def test_labels_fit_the_image():
    for number in range(5):
        labelled = render_image(RenderPlan("frame", 160, 120, people=2, nothing=0), 2, number)
        assert labelled.image.shape == (120, 160, 3)
        assert labelled.letter in STATIC_LETTERS
        box = labelled.box
        assert box is not None
        assert box.hand == labelled.hand
        ys, xs = np.nonzero(labelled.mask == MASK_HAND)
        # The box around the landmarks and the pixels of the hand are in the same place.
        assert len(xs)
        assert box.x0 * 160 - 8 <= np.median(xs) <= box.x1 * 160 + 8
        assert box.y0 * 120 - 8 <= np.median(ys) <= box.y1 * 120 + 8


def test_images_without_a_letter_are_labelled_nothing_and_name_their_kind():
    others = [render_image(RenderPlan("crop", 48, 48, people=2, nothing=1.0, empty=0.0), 3, n) for n in range(4)]
    empty = [render_image(RenderPlan("crop", 48, 48, people=2, nothing=1.0, empty=1.0), 3, n) for n in range(2)]
    assert {p.letter for p in others + empty} == {"nothing"}
    assert all(p.what and p.what != "no_hand" and p.box is not None for p in others)
    assert all(p.what == "no_hand" and p.box is None and not p.mask.any() for p in empty)


def test_a_set_is_a_sample_source(rendered):
    found = samples(rendered)
    assert len(found) == 6
    assert {s.kind for s in found} == {"crop", "frame"}
    for sample in found:
        assert sample.source == "synthetic"
        assert sample.signer.startswith("synthetic-")
        grey = sample.load()
        assert grey.ndim == 2
        path = rendered / sample.name
        assert grey.shape == read_picture(path.with_name(f"{path.stem}_mask.png")).shape
        if sample.landmarks is not None:
            assert sample.landmarks.shape == (21, 3)
            assert sample.box.x0 == pytest.approx(sample.landmarks[:, 0].min(), abs=1e-4)


def test_the_index_has_the_columns_of_the_real_data(rendered):
    real = "file,source,signer,letter,split,kind,width,height,hand,hand_score,box,landmarks"
    assert ",".join(COLUMNS).startswith(real)
    row = next(index_rows(rendered))
    assert (row["split"], row["source"]) == ("train", "synthetic")


def test_an_interrupted_run_renders_the_missing_shards(tmp_path, rendered):
    render_set(SMALL, tmp_path)
    before = (tmp_path / "index.csv.gz").read_bytes()
    (tmp_path / "index.csv.gz").unlink()
    half = tmp_path / "00000"
    half.rename(tmp_path / "00000.part")  # as an interruption leaves it
    (tmp_path / "00000.part" / "0000003.jpg").unlink()
    render_set(SMALL, tmp_path)
    assert (tmp_path / "index.csv.gz").read_bytes() == before
    assert not (tmp_path / "00000.part").exists()
    for name in ("0000000.jpg", "0000003.jpg"):
        assert (half / name).read_bytes() == (rendered / "00000" / name).read_bytes()


def test_other_settings_are_refused_in_the_same_folder(rendered):
    with pytest.raises(RunError, match="other settings"):
        render_set(RenderJob(count=6, seed=6), rendered)
    assert json.loads((rendered / "set.json").read_text())["seed"] == 5


def test_a_set_of_a_version_that_knew_fewer_settings_is_continued(tmp_path):
    job = RenderJob(count=1, crop=48, people=1, grey=True)
    render_set(job, tmp_path)
    settings = json.loads((tmp_path / "set.json").read_text())
    del settings["turned"]
    (tmp_path / "set.json").write_text(json.dumps(settings))
    assert render_set(job, tmp_path).is_file()
    (tmp_path / "set.json").write_text("no settings")
    with pytest.raises(RunError, match="other settings"):
        render_set(job, tmp_path)


def test_turned_letters_are_rendered_from_another_side():
    plan = RenderPlan("crop", 48, 48, people=2, nothing=0.0)
    turned = replace(plan, turned=1.0)
    assert sum(_shows_back(render_image(turned, 3, n)) for n in range(40)) > 3
    assert not any(_shows_back(render_image(plan, 3, n)) for n in range(40))


def _shows_back(labelled):
    """Return whether a letter that can be read from behind is seen from there, by the order of wrist and knuckles."""
    if labelled.letter not in FROM_BEHIND:
        return False
    wrist, index, little = (labelled.landmarks[i, :2] for i in (0, 5, 17))
    (a, b), (c, d) = index - wrist, little - wrist
    return bool((a * d - b * c > 0) == (labelled.hand == "right"))


def test_a_folder_without_a_set_is_named():
    with pytest.raises(DataError, match="synthetic render"):
        samples(Path("nowhere"))


def test_a_broken_picture_is_named(tmp_path):
    render_set(RenderJob(count=1, crop=48, people=1), tmp_path)
    broken = tmp_path / "00000" / "0000000.jpg"
    broken.write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"0000000\.jpg"):
        samples(tmp_path)[0].load()


def test_backgrounds_come_from_any_folder_of_pictures(tmp_path):
    cv2.imwrite(str(tmp_path / "red.png"), np.full((50, 70, 3), (0, 0, 200), np.uint8))
    window = PhotoBackgrounds.of(tmp_path).window(np.random.default_rng(0), 32, 24)
    assert window.shape == (24, 32, 3)
    assert window[..., 0].mean() > 3 * window[..., 2].mean()


def test_a_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(DataError, match="No pictures"):
        PhotoBackgrounds.of(tmp_path)


def test_backgrounds_from_the_real_data_leave_out_hand_and_test_signers():
    data = Path("../shared/data")
    if not (data / "signers").exists():
        pytest.skip("the real data are not here")
    backgrounds = PhotoBackgrounds.of(data)
    assert len(backgrounds.windows) > 1000
    assert not any("/eval/" in str(path) or "davidlee" in str(path) for path, *_ in backgrounds.windows)
