"""The page in a real Chromium, with a file for a camera: what a learner can do with it."""

import json
import re
import time
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from device.assets.strings import load_strings
from device.settings import DEMO
from tests.device.web.browser import WAIT_MS, Browsers, press_camera, why_not
from tests.device.web.clips import held, write_mjpeg

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
VIEWS = ("read", "practise", "alphabet", "progress", "settings", "health")
LOOPED = f"clip:{DEMO}?loop=1"


@pytest.fixture
def web(process, tmp_path):
    """Start `python -m device web`; returns the page's address."""

    def start(*arguments: object, camera: str = "page:") -> str:
        kept = tmp_path / "progress.db"
        start.running = running = process("web", "--port", 0, "--progress", kept, "--camera", camera, *arguments)
        line = running.stderr.readline()
        address = re.search(r"http\S+", line)
        assert address, line + running.stderr.read()
        return address[0]

    start.folder = tmp_path
    return start


@pytest.fixture
def browsers():
    """Open pages; errors in their consoles fail the test."""
    opened = Browsers()
    yield opened
    opened.close()
    assert opened.problems == []


def expect(page, script: str) -> None:
    """Wait until a JavaScript expression is true; polled, because the page's policy forbids wait_for_function."""
    until = time.monotonic() + WAIT_MS / 1000
    while not page.evaluate(script):
        assert time.monotonic() < until, f"{script}: {page.text_content('body')}"
        page.wait_for_timeout(100)


def violations(page) -> list[dict]:
    """What axe-core finds on the page."""
    from axe_playwright_python.sync_playwright import Axe  # optional, as Playwright

    return Axe().run(page).response["violations"]


def text_has(letters: str) -> str:
    """Return a condition: the text has these letters in this order, with any others between them."""
    return f"/{'.*'.join(letters)}/.test(document.getElementById('text').textContent)"


def test_the_page_reads_a_spelled_word_from_the_browsers_own_camera(web, browsers, tmp_path):
    clip = write_mjpeg(tmp_path / "hello.mjpeg", [(0, 92)])
    page = browsers.open(web(), clip)
    press_camera(page)
    expect(page, text_has("HELO"))
    assert page.text_content("#lend") == "Use the station's camera"
    assert re.search(r"\d+ ms round trip", page.text_content("#figures"))
    page.click("text=Clear")
    expect(page, "document.getElementById('text').textContent.length < 3")
    press_camera(page)
    page.wait_for_selector("#lend[aria-pressed=false]", state="attached")


def test_a_practice_session_is_completed(web, browsers, tmp_path):
    nothing, shown = (0, 4), held("L")
    clip = write_mjpeg(tmp_path / "l.mjpeg", [nothing, nothing, nothing, shown, shown, shown])
    page = browsers.open(web("--letters", "L", "--trials", 2), clip, **PHONE)
    press_camera(page)
    page.click("nav >> text=Practise")
    page.focus("#begin button")
    page.keyboard.press("Enter")
    expect(page, "document.getElementById('prompt').textContent === 'L'")
    assert page.text_content("#begin button") == "Start over"
    assert page.get_attribute("#picture", "src").startswith("/picture/L?seen_from=mirror")
    assert "Not yet reviewed by a Deaf signer" in page.text_content("#caption")
    expect(page, "document.getElementById('answer').textContent === 'Right'")
    expect(page, "/Done: [12] of 2 letters/.test(document.getElementById('status').textContent)")
    page.keyboard.press("ArrowRight")  # the key of “Next lesson”, wherever the focus is
    expect(page, "document.getElementById('result').hidden")
    page.click("nav >> text=Progress")
    page.wait_for_selector("#charts .bars rect")
    assert "L" in page.text_content("#charts")


def test_other_modes_can_be_started(web, browsers):
    page = browsers.open(web(camera=LOOPED))
    page.click("nav >> text=Practise")
    page.select_option("#begin select[name=mode]", "round")
    page.click("#begin button")
    expect(page, "/Time left [12]:/.test(document.getElementById('left').textContent)")
    page.select_option("#begin select[name=mode]", "receptive")
    page.click("#begin button")
    expect(page, "document.getElementById('ask').textContent === 'Make this handshape'")
    expect(page, "document.getElementById('picture').naturalWidth > 100")
    assert page.get_attribute("#picture", "alt") == "The handshape to make", "the name would be the answer"


SPELLED = """
window.shown = new Set();
setInterval(() => window.shown.add(document.getElementById("hand-picture").dataset.letter), 10);
"""


def test_a_word_that_a_hand_spells_is_answered_without_a_camera(web, browsers):
    """This Chromium has no WebGL: the page shows the station's picture of each letter at its time."""
    page = browsers.open(web("--mode", "watch", "--words", word_list(web.folder, "ABBA")), **PHONE)
    page.evaluate(SPELLED)
    page.click("#task .actions button >> text=Start")
    expect(page, "['A', 'B'].every((letter) => window.shown.has(letter))")
    assert "ABBA" not in page.text_content("body"), "the word would be the answer"
    page.fill("#written", "aba")
    page.press("#written", "Enter")
    expect(page, "document.getElementById('status').textContent === 'Not ABA. Watch again'")
    expect(page, "!document.getElementById('write').hidden")
    assert "Esc: Tell me" in page.text_content("#task .keys")
    slow = page.text_content("#pace")
    page.press("#written", "PageDown")  # a key that works while an answer is typed
    expect(page, f"document.getElementById('pace').textContent < {json.dumps(slow)}")
    page.fill("#written", "Abba")
    page.press("#written", "Enter")
    expect(page, "document.getElementById('word').textContent === 'ABBA'")
    page.click("nav >> text=Alphabet")
    page.click("[data-sign=K]")
    expect(page, "document.getElementById('sign-alike').textContent.includes('V')")
    page.click("#make-lesson")
    page.click("[data-sign=R]")
    page.click("#begin-lesson")
    expect(page, "fetch('/api/page').then((a) => a.json()).then((p) => p.settings.letters === 'R')")


def test_a_lesson_of_numbers_is_made_by_tapping_them(web, browsers):
    page = browsers.open(web(camera=LOOPED), **PHONE)
    page.click("nav >> text=Alphabet")
    page.click("#make-lesson")
    page.click("[data-sign=B]")
    for number in "731":
        page.click(f"[data-sign='{number}']")
    assert page.get_attribute("[data-sign=B]", "aria-pressed") == "false", "letters and numbers do not mix"
    assert page.text_content("#begin-lesson") == "Start with 1 3 7"
    page.click("#begin-lesson")
    expect(page, "/^[137]$/.test(document.getElementById('prompt').textContent)")
    assert page.input_value("#begin [name=mode]") == "numbers", "the form follows what was chosen elsewhere"


def test_a_teacher_s_clip_of_a_letter_is_shown_with_her_name(web, browsers, tmp_path):
    url, clip = web(camera=LOOPED), tmp_path / "a.webm"
    film = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"VP80"), 10, (160, 120))
    for grey in (0, 0, 0, 0, 120, 120, 120, 120, 120, 255, 255, 255):
        film.write(np.full((120, 160, 3), grey, np.uint8))
    film.release()
    page = browsers.open(f"{url}#/teacher")
    browsers.problems[:] = [text for text in browsers.problems if "403" not in text]  # no one is logged in yet
    page.click("#teacher-ask")
    page.fill("#teacher-given", re.search(r"\d{3} ?\d{3}", web.running.stderr.readline())[0])
    page.click("#teacher-in [type=submit]")
    assert page.text_content("#week-tiles").endswith("XYZ0123456789")
    page.set_input_files("#import", answers(tmp_path / "class.csv"))
    page.wait_for_selector("#heat [data-level='2'] >> text=75")
    assert [each["id"] for each in violations(page)] == []
    page.select_option("#own [name=sign]", "A")
    page.fill("#own [name=by]", "Ms <b>Lan")
    page.set_input_files("#own [name=file]", clip)
    page.click("#own [type=submit]")
    page.wait_for_selector("#own-list >> text=Ms <b>Lan")
    page.click("nav >> text=Alphabet")
    for shown, width in (("#letter-picture", 320), ("[data-sign=A] img", 480)):
        expect(page, f"document.querySelector('{shown}').naturalWidth === {width}")
        assert "/api/own_picture?sign=A" in page.get_attribute(shown, "src")
    assert page.evaluate(FRAMES) == 3, "it plays, equal pictures as one"
    page.emulate_media(reduced_motion="reduce")
    page.click("[data-sign=B]")
    page.click("[data-sign=A]")
    expect(page, "document.querySelector('#letter-picture').naturalWidth === 480")
    assert page.evaluate(GREY) == pytest.approx(120, abs=12), "the middle of the clip"
    assert page.text_content("#sign-by") == "From: Ms <b>Lan"
    page.click("text=Drawn hand")
    assert page.get_attribute("#letter-picture", "src") == "/handshape/A"
    page.click("[data-sign=B]")
    assert page.text_content("#sign-by") == ""
    assert page.is_hidden("#other-hand")


def answers(path):
    """Write a table in which a learner has answered A four times."""
    rows = [f"{'1f' * 16},red-fox,1,letters,s,,done,,{n},A,{'right' if n > 1 else 'wrong'}" for n in range(1, 5)]
    rows = [f"{row},{'right' if n else 'given_up'},3,1,,0,0,0,1,right,2000,{n}000" for n, row in enumerate(rows)]
    head = "session,learner,number,mode,seed,started,ended,score,seq,letter,outcome"
    more = "reason,rating,attempts,rivals,hinted,new,drill,counted,hand,took_ms,at_ms"
    path.write_text("\r\n".join([f"{head},{more}", *rows, ""]), encoding="utf-8", newline="")
    return path


FRAMES = """fetch(document.getElementById("letter-picture").src).then((answer) => answer.arrayBuffer())
  .then((bytes) => new TextDecoder("latin1").decode(bytes).split("ANMF").length - 1)"""
GREY = """(() => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.drawImage(document.getElementById("letter-picture"), 200, 200, 80, 80, 0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data[0];
})()"""


def word_list(folder, *words: str):
    path = folder / "words.txt"
    path.write_text("\n".join(words), encoding="utf-8")
    return path


def test_settings_and_the_language_of_the_browser_are_kept_after_a_reload(web, browsers):
    page = browsers.open(web(camera=LOOPED))
    page.click("nav >> text=Settings")
    page.fill("#choices [name=letters]", "abc")
    page.click("#choices button")
    page.wait_for_selector("text=a new session begins")
    page.select_option("#language", "vi")
    page.wait_for_selector("html[lang=vi]")
    page.wait_for_selector("nav >> text=Luyện tập")
    assert page.input_value("#choices [name=letters]") == "ABC"
    assert page.input_value("#choices [name=language]") == "en", "the station's displays keep their language"


def test_everything_works_by_keyboard(web, browsers):
    page = browsers.open(web(camera=LOOPED))
    expect(page, "document.getElementById('text').textContent.length > 1")
    page.keyboard.press("Delete")
    expect(page, "document.getElementById('text').textContent.length < 2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.evaluate("location.hash = '/settings'")
    page.wait_for_selector("body[data-view=settings]")
    page.keyboard.press("Enter")
    assert page.evaluate("[location.hash, document.body.dataset.view].join()") == "#content,settings"
    page.evaluate("location.hash = '/read'")
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent"))
    assert {"Read", "Practise", "Save letter", "Space", "Delete", "Clear", "This device's camera"} <= reached


def test_the_page_reconnects_to_a_restarted_station(web, browsers, process, tmp_path):
    first = web(camera=LOOPED)
    port = first.rstrip("/").rsplit(":", 1)[1]
    page = browsers.open(first)
    expect(page, "document.getElementById('figures').textContent !== ''")
    web.running.terminate()
    web.running.wait(timeout=20)
    expect(page, "document.getElementById('connection').textContent.length > 5")
    process("web", "--port", port, "--progress", tmp_path / "progress.db", "--camera", LOOPED)
    expect(page, "document.getElementById('connection').textContent === ''")
    browsers.problems[:] = [text for text in browsers.problems if "ERR_CONNECTION_REFUSED" not in text]


@pytest.mark.parametrize("size", [PHONE, {"viewport": {"width": 1280, "height": 800}}], ids=["phone", "desktop"])
def test_pages_are_accessible_and_fit_the_screen(web, browsers, size):
    page = browsers.open(web("--mode", "letters", camera=LOOPED), **size)
    found = []
    for view in (*VIEWS, "pair"):
        if view == "pair":
            page.goto(page.url.split("#")[0] + "pair")
        else:
            page.evaluate("view => { location.hash = `/${view}`; }", view)
        page.wait_for_timeout(500)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            for violation in violations(page):
                where = violation["nodes"][0]["target"]
                found.append(f"{view}, {colours}: {violation['impact']} {violation['id']} {where}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    assert found == []


FAULTS = """(() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (options) => {
    if (window.fails) throw new DOMException(window.says ?? "", window.fails);
    return (window.stream = await ask(options));
  };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    return window.still ? Promise.reject(new DOMException("not allowed", "NotAllowedError")) : play.call(this);
  };
})()"""
NOTE = "document.getElementById('camera-note').textContent"
CLOSED = "window.stream.getTracks()[0].readyState === 'ended'"


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        ("const [t] = stream.getTracks(); t.stop(); t.dispatchEvent(new Event('ended'))", "has stopped"),
        ("stream.getTracks()[0].dispatchEvent(new Event('mute'))", "sends no picture"),
        ("stream.getTracks()[0].stop()", "has stopped"),
    ],
)
def test_a_browser_s_camera_that_fails_is_named_and_given_back(web, browsers, tmp_path, happens, says):
    page = browsers.open(web(), write_mjpeg(tmp_path / "l.mjpeg", [held("L")]))
    page.evaluate(FAULTS)
    press_camera(page)
    expect(page, f"{NOTE}.includes('The station uses this')")
    page.evaluate(happens)
    expect(page, f"{NOTE}.includes('{says}')")
    expect(page, CLOSED)
    page.wait_for_selector("#lend[aria-pressed=false]", state="attached")
    expect(
        page, "fetch('/api/health').then(a => a.json()).then(h => !h.page.lent && h.last_error?.includes('browser'))"
    )
    page.evaluate("window.stream = null")
    page.click("#play-camera")
    expect(page, f"{NOTE}.includes('The station uses this')")


@pytest.mark.parametrize(
    ("name", "words", "note"),
    [
        ("OverconstrainedError", "", "cannot be used: OverconstrainedError"),
        ("NotReadableError", "", "Another program uses this device's camera. Close it"),
        ("NotAllowedError", "Permission denied", "does not allow this page the camera. Allow it"),
    ],
)
def test_an_error_of_the_browser_is_shown_with_what_to_do(web, browsers, tmp_path, name, words, note):
    page = browsers.open(web(), write_mjpeg(tmp_path / "l.mjpeg", [held("L")]))
    page.evaluate(FAULTS)
    page.evaluate(f"window.fails = '{name}'; window.says = '{words}'")
    press_camera(page)
    expect(page, f"{NOTE}.includes({json.dumps(note)})")
    assert page.text_content("#play-camera") == "Try this device's camera again"
    page.wait_for_selector("#no-picture #play-camera")  # what to do stands in the picture's place


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_page_without_https_under_another_name_says_why_it_has_no_camera(web, browsers, tmp_path, language):
    """Browsers give a page a camera only as localhost or over https; anywhere else there is not even an error."""
    settings = tmp_path / "station.toml"
    settings.write_text('[web]\nhost_names = ["station.test"]\n', encoding="utf-8")
    port = urlsplit(web("--config", settings, "--language", language)).port
    rules = "--host-resolver-rules=MAP station.test 127.0.0.1"
    clip = write_mjpeg(tmp_path / "l.mjpeg", [held("L")])
    page = browsers.open(f"http://station.test:{port}/", clip, (rules,))
    assert page.evaluate("!window.isSecureContext && !navigator.mediaDevices")
    advice = load_strings(language)("page.insecure")
    assert "localhost" in advice
    assert "https" in advice
    assert page.text_content("#camera-note") == advice
    page.evaluate("document.getElementById('camera-note').textContent = ''")
    press_camera(page)
    expect(page, f"{NOTE} === {json.dumps(advice)}")
    page.wait_for_selector("#lend[aria-pressed=false]", state="attached")


def test_a_telephone_that_does_not_play_has_a_button_that_does(web, browsers, tmp_path):
    page = browsers.open(web(), write_mjpeg(tmp_path / "l.mjpeg", [held("L")]), **PHONE)
    page.evaluate(FAULTS)
    page.evaluate("window.still = true")
    press_camera(page)
    expect(page, f"{NOTE}.includes('Press “Start the camera”')")
    expect(page, CLOSED)
    page.evaluate("window.still = false")
    page.click("#play-camera")
    expect(page, f"{NOTE}.includes('The station uses this')")
    assert page.is_hidden("#play-camera")
    page.reload()  # the camera returns by itself
    page.wait_for_selector("#lend[aria-pressed=true]")
