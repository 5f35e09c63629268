"""What the mode chosen on the boot partition may use."""

import pytest

from deploy.agent.mode import DROP_IN, ENVIRONMENT, apply_mode, chosen_mode


@pytest.fixture
def card(layout, add):
    add("one")
    layout.activate("one")
    (layout.root / "boot/firmware").mkdir(parents=True)

    def write(text: str, encoding: str = "utf-8") -> None:
        (layout.root / "boot/firmware/handshape.toml").write_bytes(text.encode(encoding))

    return write


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("", ""),
        ('mode = "web"\n', "web"),
        ("letters = 'A'\r\nmode = 'web'  # for the class\r\n", "web"),
        ('#mode = "web"\n', ""),
        ('[practice]\nmode = "letters"\n', ""),
        ('mode = "web\nlanguage = "vi"\n', ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_one_word_above_the_first_section_counts(layout, card, text, mode, encoding):
    card(text, encoding)
    assert chosen_mode(layout.root) == mode


def test_only_web_opens_the_network(layout, card):
    card('mode = "web"\n')
    assert apply_mode(layout)
    assert not apply_mode(layout)
    assert "PrivateNetwork=no" in (layout.root / DROP_IN).read_text()
    assert (layout.root / ENVIRONMENT).read_text() == "HANDSHAPE_MODE=web\n"
    card('mode = "read"\n')
    assert apply_mode(layout)
    assert not (layout.root / DROP_IN).exists()
    assert (layout.root / ENVIRONMENT).read_text() == "HANDSHAPE_MODE=practice\n"


def test_without_a_line_the_unit_decides(layout, card):
    assert not apply_mode(layout)
    assert (layout.root / ENVIRONMENT).read_text() == ""


def test_a_boot_partition_that_is_not_there_is_no_failure(layout, add):
    assert chosen_mode(layout.root) == ""
    assert not apply_mode(layout)
