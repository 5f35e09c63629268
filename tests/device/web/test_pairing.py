"""The code on the station's display, and the sessions it opens."""

from device.web.logins import MOST, SESSION_S, Logins
from device.web.pairing import CODE_S, TRIES, Pairings, random_code
from device.web.rate_limits import Addresses, Bucket


def test_a_code_is_shown_only_when_asked_for_and_not_for_long():
    pairings = Pairings(lambda: "123456")
    assert pairings.code(0) == ""
    assert pairings.ask(0)
    assert pairings.code(1) == "123456"
    assert pairings.code(CODE_S) == ""


def test_who_reads_the_display_comes_in_once():
    pairings = Pairings(lambda: "123456")
    pairings.ask(0)
    assert pairings.enter("123 456", "a", 1) == "in"
    assert pairings.code(1) == ""
    assert pairings.enter("123456", "b", 2) == "late"


def test_a_code_dies_after_five_wrong_tries():
    pairings = Pairings(lambda: "123456")
    pairings.ask(0)
    for number in range(TRIES):
        assert pairings.enter("000000", f"address {number}", number) == "wrong"
    assert pairings.enter("123456", "another", TRIES) == "late"


def test_one_address_can_try_five_times_a_minute_all_together_ten():
    pairings = Pairings()
    answers = [pairings.enter("1", "a", 0) for _ in range(6)]
    assert answers == ["late"] * 5 + ["slow down"]
    others = [pairings.enter("1", f"b{number}", 0) for number in range(6)]
    assert others == ["late"] * 5 + ["slow down"]
    assert pairings.enter("1", "c", 7) == "late", "six seconds later there is one more"


def test_no_code_is_let_in_by_an_empty_or_strange_answer():
    pairings = Pairings()
    for given in ("", " ", "０１２３４５", "\x00", "x" * 10_000):
        assert pairings.enter(given, given[:3], 0) == "late"


def test_asking_again_and_again_does_not_change_the_code():
    codes = iter(("111111", "222222"))
    pairings = Pairings(lambda: next(codes))
    assert all(pairings.ask(t) for t in range(100))
    assert pairings.code(100) == "111111"


def test_a_stranger_cannot_keep_the_display_with_codes_that_nobody_types():
    pairings = Pairings()
    shown = sum(bool(pairings.ask(t) and pairings.code(t)) for t in range(3600))
    assert shown < 3600 / 2


def test_a_class_can_come_in_one_after_the_other():
    pairings = Pairings(lambda: "123456")
    for number in range(25):
        t = number * 10
        assert pairings.ask(t)
        assert pairings.enter("123456", f"10.0.0.{number}", t + 5) == "in"


def test_codes_have_six_digits():
    assert all(len(code) == 6 and code.isdecimal() for code in (random_code() for _ in range(200)))


def test_a_session_ends_and_can_be_taken_back():
    sessions = Logins()
    first, second = sessions.open(0), sessions.open(0)
    assert sessions.known(first, SESSION_S - 1)
    assert not sessions.known(first, SESSION_S)
    sessions.close(second)
    for token in (second, "", None, "guess", "ü\ud800"):
        assert not sessions.known(token, 1)


def test_so_many_sessions_and_no_more():
    sessions = Logins()
    oldest = sessions.open(0)
    for _ in range(MOST):
        sessions.open(1)
    assert len(sessions) == MOST
    assert not sessions.known(oldest, 1)


def test_a_bucket_refills_with_time_and_not_when_time_stands_still():
    bucket = Bucket(2, 1)
    assert [bucket.take(0) for _ in range(3)] == [True, True, False]
    assert bucket.take(1)
    assert not bucket.take(1)
    assert not bucket.take(0.5)


def test_strangers_addresses_do_not_pile_up():
    addresses = Addresses(1, 0.01, most=10)
    for number in range(1000):
        addresses.take(f"10.0.0.{number}", 0)
    assert len(addresses) == 10


def test_half_a_character_is_a_wrong_code():
    pairings = Pairings(lambda: "123456")
    pairings.ask(0)
    assert pairings.enter("\ud800", "a", 1) == "wrong"
