"""handshape.toml on the boot partition: short keys, and a wrong line that leaves all others in force."""

import codecs
from pathlib import Path

import pytest

from device.settings import Settings, load_settings, with_values
from device.settings.boot import combined
from device.settings.card import CardSettings, read_card


@pytest.fixture
def card(tmp_path):
    """Read a text as the file on the boot partition."""

    def read(text: str | bytes, below: Settings = Settings()) -> CardSettings:  # noqa: B008  frozen
        path = tmp_path / "handshape.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_card(path, below)

    return read


def test_short_keys_change_what_people_change_most(card):
    read = card('mode = "words"\ndisplays = ["auto", "leds"]\nlanguage = "vi"\nletters = "a, b c"\nwords = ["ANNA"]\n')
    practice = read.settings.practice
    assert read.problems == ()
    assert (practice.mode, practice.language, practice.letters) == ("words", "vi", "ABC")
    assert read.settings.display.use == ("auto", "leds")
    assert read.words == ("ANNA",)


@pytest.mark.parametrize(
    ("mode", "below", "practice", "lan"),
    [
        ("read", "letters", "read", False),
        ("practice", "read", "letters", False),
        ("practice", "round", "round", False),
        ("web", "words", "words", True),
        ("web", "read", "read", True),
    ],
)
def test_the_mode_keeps_the_lesson_that_is_set(card, mode, below, practice, lan):
    settings = card(f'mode = "{mode}"\n', with_values(Settings(), "practice", mode=below)).settings
    assert (settings.practice.mode, settings.web.lan) == (practice, lan)


def test_displays_may_be_one_text(card):
    assert card('displays = "leds, oled"\n').settings.display.use == ("leds", "oled")


def test_sections_change_single_keys(card):
    below = with_values(Settings(), "camera", wait=True)
    settings = card("[camera]\nfps = 15\n[display]\nhigh_contrast = true\n", below).settings
    assert (settings.camera.fps, settings.camera.wait, settings.display.high_contrast) == (15.0, True, True)


WRONG = {
    "key": ('langauge = "vi"', "line 2: there is no setting “langauge”; known here: mode, displays"),
    "value": ('mode = "reed"', "line 2: mode must be one of read, practice, web, letters"),
    "display": ('displays = ["oledd"]', "line 2: display.use knows no “oledd”"),
    "quotes": ("language = vi", "line 2: “language = vi” is not understood"),
    "open quote": ('language = "vi', "line 2: “language"),
    "open bracket": ('displays = ["auto"', "line 2: “displays"),
    "no equals": ("practice", "line 2: “practice” is not understood"),
    "type": ("letters = 3", "line 2: practice.letters must be a text in quotes"),
    "words": ("words = []", "line 2: words takes a list such as"),
    "missing file": ('words = "nowhere.txt"', "line 2: there is no file “nowhere.txt”"),
    "dots": ("a" + ".a" * 600 + " = 1", "line 2: the line has more than 500 dots"),
    "deep": ("words = " + "[" * 3000 + "]" * 3000, "line 2: “words"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_line_is_named_and_the_rest_is_used(card, wrong):
    line, says = WRONG[wrong]
    read = card(f'letters = "ABC"\n{line}\n\n[display]\nhigh_contrast = true\n')
    assert len(read.problems) == 1
    assert f"handshape.toml, {says}" in read.problems[0]
    assert (read.settings.practice.letters, read.settings.display.high_contrast) == ("ABC", True)


def test_an_unknown_section_is_named_once(card):
    read = card("[dsplay]\nhigh_contrast = true\n[camera]\nfps = 12\n")
    assert read.problems == ("handshape.toml, line 1: there is no section [dsplay].",)
    assert read.settings.camera.fps == 12


def test_a_wrong_key_of_a_section_is_named_with_its_line(card):
    read = card("[camera]\n# slow\nfps = 9999\nwidth = 320\n")
    assert read.problems == ("handshape.toml, line 3: camera.fps must lie between 1 and 240.",)
    assert read.settings.camera.width == 320


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF8, "utf-8")])
def test_it_may_come_from_windows_notepad(card, mark, encoding):
    read = card(mark + 'mode = "read"\r\nletters = "AB"\r\n'.encode(encoding))
    assert read.problems == ()
    assert (read.settings.practice.mode, read.settings.practice.letters) == ("read", "AB")


@pytest.mark.parametrize("content", [bytes(range(256)), b"mode = \xff\xfe"])
def test_a_file_that_is_no_text_changes_nothing_and_says_so(card, content):
    read = card(content)
    assert read.settings == Settings()
    assert len(read.problems) == 1


def test_a_folder_of_this_name_is_a_problem_and_no_failure(tmp_path):
    (tmp_path / "handshape.toml").mkdir()
    assert len(read_card(tmp_path / "handshape.toml", Settings()).problems) == 1


def test_a_list_of_words_may_be_a_file_beside_it(card, tmp_path):
    (tmp_path / "class.txt").write_text("Anna\n")
    assert card('words = "class.txt"\n').settings.practice.words == str(tmp_path / "class.txt")


def test_words_and_settings_reach_the_service(tmp_path):
    path = tmp_path / "handshape.toml"
    path.write_text('words = [\n  "Anna",\n  "Tom",\n]\nmode = "words"\n')
    text, problems = combined("[camera]\nwait = true\n", path, tmp_path / "station.toml")
    (tmp_path / "station.toml").write_text(text)
    settings = load_settings(tmp_path / "station.toml")
    assert problems == []
    assert settings.camera.wait
    assert settings.practice.mode == "words"
    assert Path(settings.practice.words).read_text() == "Anna\nTom\n"


def test_parts_that_claim_the_same_pin_are_left_out_with_a_sentence(tmp_path):
    path = tmp_path / "handshape.toml"
    path.write_text(
        "[display]\nuse = ['leds', 'lcd', 'log']\nlcd_pins = [25, 27, 24]\n[buttons]\nuse = true\nskip = 17\n"
    )
    text, problems = combined("", path, tmp_path / "station.toml")
    (tmp_path / "station.toml").write_text(text)
    settings = load_settings(tmp_path / "station.toml")
    assert settings.display.use == ("leds", "log")
    assert not settings.buttons.use
    assert problems == [
        "The display “lcd” is not used: GPIO24 (pin 18) is used by display.led_pins and display.lcd_pins.",
        "The buttons are not used: GPIO17 (pin 11) is used by display.led_pins and buttons.skip.",
    ]
