"""The page's files and texts."""

import re
import tomllib

import pytest

from device.alphabet import ALPHABET
from device.assets.strings import load_strings
from device.settings import SIDES, SKINS
from device.web.static_files import FOLDER, PLACEHOLDER, StaticFiles

CODE = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.is_file()}
# Texts that the server or an activity uses: errors, and titles of actions and choices.
ELSEWHERE = {"wrong", "late", "slow_down", "watch_only", "language_name", "hand_auto", "hand_left", "hand_right"}
ELSEWHERE |= {"camera_ended", "camera_muted", "camera_silent"}  # main.js puts the reason into the key
ELSEWHERE |= {"next", "next_lesson", "skip", "yes", "no", "save", "delete", "space", "clear"}
ELSEWHERE |= {"forget_hand", "repeat", "own_words", "own_words_about"}
ELSEWHERE |= {"again", "slower", "step", "tell", "watch", "watch_speed", "watch_speed_about", "watch_speed_auto"}
ELSEWHERE |= {"watch_words", "watch_names", "watch_numbers", "watch_side", "skin"}
ELSEWHERE |= {"skin_light", "skin_medium", "skin_dark", "watch_side_front", "watch_side_side", "watch_side_behind"}
ELSEWHERE |= {"mode", "learner", "letters", "letters_about", "trials", "hand", "language", "accept", "accept_about"}
ELSEWHERE |= {"seen_from", "skin", *(f"seen_from_{side}" for side in SIDES), *(f"skin_{skin}" for skin in SKINS)}
ELSEWHERE |= {"numbers", "numbers_about", "numbers_single", "numbers_rows"}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_text_of_the_page_exists(language):
    texts = load_strings(language).texts
    used = {key for code in CODE.values() for key in re.findall(r"[^.\w]text\(\"([a-z_.]+)\"", code)}
    used |= {key for code in CODE.values() for key in PLACEHOLDER.findall(code)} - {"language"}
    rows = re.findall(r'^    \["([a-z_]+)", ', CODE["health.js"], re.MULTILINE)
    assert len(used) > 50
    assert len(rows) > 10
    assert {key for key in used | {f"health.{name}" for name in rows} if key not in texts} == set()


def test_every_text_of_the_page_is_used():
    code = "".join(CODE.values())
    tables = tomllib.loads((FOLDER.parents[1] / "assets" / "strings" / "en.toml").read_text(encoding="utf-8"))
    pages = {"read", "practise", "progress", "settings", "health"}
    assert {key for key in tables["page"] if f"page.{key}" not in code} - ELSEWHERE - pages == set()
    assert {key for key in tables["health"] if f"health.{key}" not in code and f'["{key}"' not in code} == set()


def test_the_page_requests_nothing_from_other_sites_and_has_no_inline_code():
    for name, code in CODE.items():
        uncommented = re.sub(r"^\s*//.*$", "", code, flags=re.MULTILINE)
        addresses = set(re.findall(r"(?:https?:)?//[a-z0-9][\w.-]+", uncommented))
        assert addresses <= {"http://www.w3.org"}, f"{name}: only the namespace of SVG, which is never requested"
        assert "style=" not in code
        assert not re.search(r"\son[a-z]+=", code), "the page's own policy forbids inline handlers"
        assert "innerHTML" not in code, "text from elsewhere must not become markup"


def test_the_scripts_name_no_action_and_no_mode_of_an_activity():
    scripts = "".join(code for name, code in CODE.items() if name.endswith(".js"))
    scripts = scripts.replace('lineCap = "round"', "")  # of a canvas
    for name in ("next", "skip", "save", "delete", "space", "clear", "learner", "trials", "words", "round"):
        assert f'"{name}"' not in scripts, name


def test_pages_are_in_the_stations_language():
    page, media_type = StaticFiles().get("/", load_strings("vi"))
    assert media_type == "text/html"
    assert '<html lang="vi">' in page.decode()
    assert "Luyện tập" in page.decode()
    assert "{{" not in page.decode()


def test_every_letter_has_its_picture():
    assert {f"/handshape/{letter}" for letter in ALPHABET} <= set(StaticFiles().paths)
