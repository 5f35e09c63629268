"""Every source speaks Sample, and says in one sentence what is wrong with its files."""

import gzip
import json

import cv2
import numpy as np
import pytest

from device.alphabet import NO_LETTER
from device.recognition.preprocess import grey
from tests.fakes.drawn_letters import draw
from tests.training import sample_folder
from training.datasets import bursts, motion, negatives, recordings, report_custom, signers, synthetic
from training.datasets.data_folders import DataFolders
from training.datasets.people import EXCLUDED_SIGNERS, person
from training.datasets.pictures import decode, read_picture
from training.datasets.table import EVERY, load_table
from training.errors import DataError


def one_sentence(error):
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_signers_frames_carry_hand_box_and_landmarks(tmp_path):
    sample_folder.write_signers(tmp_path)
    found = signers.samples(tmp_path)
    assert len(found) == 5 * 3 * 3
    first = next(s for s in found if s.signer == "Ada")
    assert (first.letter, first.split, first.kind, first.hand) == ("A", "train", "frame", "right")
    assert first.load().shape == (120, 160)
    assert first.landmarks.shape == (21, 3)
    assert first.box.x0 < first.landmarks[5, 0] < first.box.x1
    lost = [s for s in found if s.box is None]
    assert [(s.signer, s.letter) for s in lost] == [("ASLExplorer", "A"), ("davidlee", "A")]
    assert all(s.landmarks is None and s.hand is None for s in lost)


def test_set_aside_signers_are_not_loaded(tmp_path):
    folder = sample_folder.write_signers(tmp_path)
    index = folder / "index.csv.gz"
    rows = gzip.decompress(index.read_bytes()).decode().replace("Ada,Ada,", f"Ada,{next(iter(EXCLUDED_SIGNERS))},")
    index.write_bytes(gzip.compress(rows.encode()))
    assert {s.signer for s in signers.samples(tmp_path)} == {"Bela", "Cleo", "ASLExplorer", "davidlee"}


def test_a_truncated_index_is_reported(tmp_path):
    index = sample_folder.write_signers(tmp_path) / "index.csv.gz"
    index.write_bytes(index.read_bytes()[:-40])
    with pytest.raises(DataError, match="truncated or damaged") as error:
        signers.samples(tmp_path)
    assert str(index) in one_sentence(error)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.jpg,S,S,A,train,frame,160,120,right,0.9,,,9", "row 2: 13 columns instead of 12"),
        ("a.jpg,S,S,A,train", "row 2: 5 columns instead of 12"),
        ("a.jpg,S,S,ß,train,frame,160,120,right,0.9,,", "row 2: the letter is “ß”"),
        ("a.jpg,S,S,A,final,frame,160,120,right,0.9,,", "row 2: the split is “final”"),
        ("a.jpg,S,S,A,train,video,160,120,right,0.9,,", "row 2: the kind is “video”"),
        ("a.jpg,S,S,A,train,frame,160,120,right,0.9,0.1 0.2 x 0.4,", "row 2: box holds something that is not"),
        ("a.jpg,S,S,A,train,frame,160,120,right,0.9,0.5 0.2 0.1 0.4,", "row 2: the box 0.5 0.2 0.1 0.4 is empty"),
        ("a.jpg,S,S,A,train,frame,160,120,right,0.9,0.1 0.2 0.3 0.4,0.5 0.5", "row 2: landmarks needs 63"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number(tmp_path, row, said):
    sample_folder.write_index(tmp_path / "signers" / "index.csv.gz", [",".join(signers.COLUMNS), row])
    with pytest.raises(DataError, match=said) as error:
        signers.samples(tmp_path)
    one_sentence(error)


def test_an_index_without_a_column_is_not_the_right_index(tmp_path):
    sample_folder.write_index(tmp_path / "signers" / "index.csv.gz", ["file,source,signer", "a,b,c"])
    with pytest.raises(DataError, match="lacks the columns letter, split"):
        signers.samples(tmp_path)


@pytest.mark.parametrize("source", [signers, negatives, bursts, motion, report_custom])
def test_a_missing_source_says_where_it_was_looked_for(tmp_path, source):
    with pytest.raises(DataError, match="is missing; set DATA") as error:
        source.samples(tmp_path)
    assert str(tmp_path) in one_sentence(error)


def test_a_truncated_jpeg_is_refused(tmp_path):
    path = tmp_path / "a.jpg"
    cv2.imwrite(str(path), sample_folder.room("Ada", 0))
    whole = path.read_bytes()
    assert read_picture(path).shape == (120, 160)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"a\.jpg is cut short"):
        read_picture(path)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(DataError, match=r"^x\.png is"):
        decode(data, "x.png")


def test_colour_becomes_grey_as_on_the_device(tmp_path):
    colour = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), colour)
    assert np.array_equal(read_picture(tmp_path / "a.png"), grey(colour))


def test_digits_that_are_letters_are_no_negatives(tmp_path):
    sample_folder.write_negatives(tmp_path)
    found = negatives.samples(tmp_path)
    assert {s.what for s in found} == {"open_hand", "no_hand", "horns"}
    assert {s.letter for s in found} == {NO_LETTER}
    assert [s.what for s in found if negatives.is_no_hand(s)] == ["no_hand"]


def test_frames_of_a_burst_share_their_session(tmp_path):
    sample_folder.write_bursts(tmp_path)
    found = bursts.samples(tmp_path)
    assert [(s.session, s.split) for s in found] == [
        ("ASLExplorer/A", "eval"),
        ("ASLExplorer/A", "eval"),
        ("BeyundBirthday/A", "train"),
        ("BeyundBirthday/A", "train"),
    ]


def test_an_empty_letter_folder_is_named(tmp_path):
    sample_folder.write_bursts(tmp_path)
    (tmp_path / "bursts" / "ASLExplorer" / "B").mkdir()
    with pytest.raises(DataError, match="ASLExplorer/B is empty"):
        bursts.samples(tmp_path)


def test_motion_clips_come_frame_by_frame_from_pictures_and_video(tmp_path):
    sample_folder.write_motion(tmp_path)
    found = motion.samples(tmp_path)
    assert [(s.session, s.split) for s in found] == [("jbhumika_4/Z", "eval")] * 4 + [("Ada/J", "train")] * 3
    frames = [s.load() for s in found]
    assert {f.shape for f in frames} == {(120, 160)}
    assert np.abs(frames[1].astype(int) - sample_folder.room("jbhumika_4", 1)).mean() < 12  # lossy video


def test_an_unreadable_clip_is_named(tmp_path):
    sample_folder.write_motion(tmp_path)
    (tmp_path / "motion" / "eval" / "jbhumika_4" / "Z.mp4").write_bytes(b"half")
    with pytest.raises(DataError, match=r"Z\.mp4 is not a video that can be read"):
        motion.samples(tmp_path)


def test_traces_have_holes_where_no_hand_was_found(tmp_path):
    sample_folder.write_motion(tmp_path)
    found = motion.landmark_traces(tmp_path)
    assert set(found) == {("Ada", "J"), ("jbhumika_4", "Z")}
    assert found["Ada", "J"].shape == (2, 21, 3)
    assert np.isnan(found["Ada", "J"][1]).all()
    assert (found["jbhumika_4", "Z"] == 0.25).all()


def test_the_reports_images_keep_their_t_and_mark_it(tmp_path):
    sample_folder.write_report_custom(tmp_path)
    found = report_custom.samples(tmp_path)
    assert [s.letter for s in found] == ["A", "A", "B", "B", "T", "T"]
    assert [s.is_asl for s in found] == [True] * 4 + [False] * 2
    assert np.abs(found[0].load().astype(int) - draw("A")).mean() < 6


def test_a_truncated_zip_is_reported(tmp_path):
    path = sample_folder.write_report_custom(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match="truncated or damaged"):
        report_custom.samples(tmp_path)


def test_a_picture_of_another_size_is_not_the_reports(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "report_custom.zip", "w") as archive:
        archive.writestr("A/1.jpg", cv2.imencode(".jpg", np.zeros((30, 28), np.uint8))[1].tobytes())
    with pytest.raises(DataError, match="28×30, not 28×28"):
        report_custom.samples(tmp_path)[0].load()


def test_recordings_carry_signer_session_hand_and_guide_box(tmp_path):
    sample_folder.write_session(tmp_path, "me", "one")
    found = recordings.samples(tmp_path)
    assert [s.letter for s in found] == ["A", "B", NO_LETTER]  # unfinished *.part pictures are not there
    said = {(s.signer, s.session, s.hand, s.what, s.split) for s in found}
    assert said == {("me", "me/one", "left", "lamp", "train")}
    assert (found[0].box.x0, found[0].box.y1) == (0.25, 0.75)
    assert found[0].load().shape == (120, 160)


def test_an_interrupted_session_is_read_as_far_as_it_goes(tmp_path):
    folder = sample_folder.write_session(tmp_path, "me", "one")
    (folder / "C").mkdir()
    (tmp_path / "me" / "two").mkdir()  # begun, nothing recorded, not even the session file
    assert len(recordings.samples(tmp_path)) == 3


def test_pictures_without_a_session_file_are_refused(tmp_path):
    folder = sample_folder.write_session(tmp_path, "me", "one")
    (folder / "session.json").unlink()
    with pytest.raises(DataError, match="the signer is not known"):
        recordings.samples(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"guide_box": [0.5, 0.1, 0.2, 0.9]}, "guide_box must be"),
        ({"guide_box": [0.1, 0.2]}, "guide_box must be"),
        ({"guide_box": "left"}, "not a valid session file"),
    ],
)
def test_a_wrong_session_file_is_named(tmp_path, change, said):
    sample_folder.write_session(tmp_path, "me", "one", **change)
    with pytest.raises(DataError, match=said) as error:
        recordings.samples(tmp_path)
    assert "session.json" in one_sentence(error)


def test_a_half_written_session_file_is_named(tmp_path):
    folder = sample_folder.write_session(tmp_path, "me", "one")
    text = (folder / "session.json").read_text()
    (folder / "session.json").write_text(text[: len(text) // 2])
    with pytest.raises(DataError, match="not a valid session file"):
        recordings.samples(tmp_path)


def test_an_index_with_a_person_in_two_splits_is_refused(tmp_path):
    index = sample_folder.write_signers(tmp_path) / "index.csv.gz"
    text = gzip.decompress(index.read_bytes()).decode().replace("Cleo,Cleo,B,train", "Cleo,Cleo,B,eval")
    index.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(DataError, match="Cleo is in eval and in train") as error:
        load_table(DataFolders(tmp_path), ["signers"])
    assert str(index) in one_sentence(error)


def test_recordings_of_a_test_signer_are_refused_before_training(tmp_path):
    sample_folder.write_signers(tmp_path)
    sample_folder.write_session(tmp_path / "own", "me", "one")
    places = DataFolders(tmp_path, tmp_path / "own")
    assert len(load_table(places, ["recordings"])) == 3
    sample_folder.write_session(tmp_path / "own", "davidlee", "one")
    with pytest.raises(DataError, match=r"davidlee is in eval and in train .*move that folder away") as error:
        load_table(places, ["recordings"])
    assert one_sentence(error).startswith(str(tmp_path / "own"))


def test_synthetic_hands_have_signers_of_their_own_and_a_skin_tone(tmp_path):
    header = ",".join([*signers.COLUMNS, "shape", "skin", "seed", "variant", "what"])
    row = "a.png,synthetic,synthetic-0012,B,train,frame,28,28,left,1,0.1 0.1 0.9 0.9,,thin,0.8,345,open,dusk"
    sample_folder.write_index(tmp_path / "index.csv.gz", [header, row])
    cv2.imwrite(str(tmp_path / "a.png"), draw("B"))
    (sample,) = synthetic.samples(tmp_path)
    assert (sample.signer, sample.session, sample.hand) == ("synthetic-0012-345", "a.png", "left")
    assert sample.what == "skin=0.8, open, dusk"
    assert synthetic.skin_of(sample) == 0.8
    assert np.array_equal(sample.load(), draw("B"))


def test_test_signers_are_left_out_unless_asked_for(tmp_path):
    sample_folder.write_signers(tmp_path)
    sample_folder.write_negatives(tmp_path)
    places = DataFolders(tmp_path)
    assert {s.split for s in load_table(places, ["signers", "negatives"])} == {"train"}
    assert {s.split for s in load_table(places, ["signers"], EVERY)} == {"train", "eval"}


def test_an_unknown_source_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(DataError, match="no data source “faces”; known: sign_mnist"):
        load_table(DataFolders(tmp_path), ["faces"])


def test_a_person_has_one_name_everywhere():
    assert person("user_3") == person("mon95_user_3") == "mon95_user_3"
    assert person("jb4") == "jbhumika_4"
    assert person("billy_dark") == person("billy_light_back") == "billy"
    assert person("Ada") == "Ada"


def test_session_json_of_the_capture_tool_is_what_is_read(tmp_path):
    """The keys of the format both sides agreed on; the recorder's own test writes the same."""
    folder = sample_folder.write_session(tmp_path, "me", "one")
    assert set(json.loads((folder / "session.json").read_text())) >= {
        "signer",
        "session",
        "hand",
        "lighting",
        "room",
        "consent",
        "guide_box",
        "camera",
        "started",
    }
