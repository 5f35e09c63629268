"""The code on the station's display, the logins it opens, and the rate limits."""

from device.web.logins import LOGIN_S, MAX_LOGINS, Logins
from device.web.pairing import CODE_S, MAX_WRONG, Pairings, random_code
from device.web.rate_limit import AddressBuckets, Bucket

ADDRESS = "http://pi.local:8420"


def test_a_code_is_shown_only_when_asked_for_and_not_for_long():
    pairings = Pairings(lambda: "123456")
    assert pairings.current(0) is None
    assert pairings.request_code(ADDRESS, 0)
    assert pairings.current(1).code == "123 456"
    assert pairings.current(CODE_S) is None


def test_a_code_logs_one_browser_in():
    pairings = Pairings(lambda: "123456")
    pairings.request_code(ADDRESS, 0)
    assert pairings.enter("123 456", "a", 1) == "in"
    assert pairings.current(1) is None
    assert pairings.enter("123456", "b", 2) == "late"


def test_five_wrong_tries_invalidate_a_code():
    pairings = Pairings(lambda: "123456")
    pairings.request_code(ADDRESS, 0)
    for number in range(MAX_WRONG):
        assert pairings.enter("000000", f"address {number}", number) == "wrong"
    assert pairings.enter("123456", "another", MAX_WRONG) == "late"


def test_tries_are_limited_to_five_a_minute_from_one_address_and_ten_in_all():
    pairings = Pairings()
    answers = [pairings.enter("1", "a", 0) for _ in range(6)]
    assert answers == ["late"] * 5 + ["slow down"]
    others = [pairings.enter("1", f"b{number}", 0) for number in range(6)]
    assert others == ["late"] * 5 + ["slow down"]
    assert pairings.enter("1", "c", 7) == "late", "six seconds later there is one more"


def test_without_a_code_no_answer_is_accepted():
    pairings = Pairings()
    for given in ("", " ", "０１２３４５", "\x00", "x" * 10_000):
        assert pairings.enter(given, given[:3], 0) == "late"


def test_asking_again_and_again_does_not_change_the_code():
    codes = iter(("111111", "222222"))
    pairings = Pairings(lambda: next(codes))
    assert all(pairings.request_code(ADDRESS, t) for t in range(100))
    assert pairings.current(100).code == "111 111"


def test_codes_that_are_not_entered_cannot_block_the_display():
    pairings = Pairings()
    shown = sum(bool(pairings.request_code(ADDRESS, t) and pairings.current(t)) for t in range(3600))
    assert shown < 3600 / 2


def test_a_class_can_log_in_one_after_the_other():
    pairings = Pairings(lambda: "123456")
    for number in range(25):
        t = number * 10
        assert pairings.request_code(ADDRESS, t)
        assert pairings.enter("123456", f"10.0.0.{number}", t + 5) == "in"


def test_codes_have_six_digits():
    assert all(len(code) == 6 and code.isdecimal() for code in (random_code() for _ in range(200)))


def test_a_login_expires_and_can_be_closed():
    logins = Logins()
    first, second = logins.open(0), logins.open(0)
    assert logins.is_valid(first, LOGIN_S - 1)
    assert not logins.is_valid(first, LOGIN_S)
    logins.close(second)
    for token in (second, "", None, "guess", "ü\ud800"):
        assert not logins.is_valid(token, 1)


def test_the_number_of_logins_is_limited():
    logins = Logins()
    oldest = logins.open(0)
    for _ in range(MAX_LOGINS):
        logins.open(1)
    assert len(logins) == MAX_LOGINS
    assert not logins.is_valid(oldest, 1)


def test_a_bucket_refills_with_time_only():
    bucket = Bucket(2, 1)
    assert [bucket.take(0) for _ in range(3)] == [True, True, False]
    assert bucket.take(1)
    assert not bucket.take(1)
    assert not bucket.take(0.5)


def test_the_number_of_addresses_kept_is_limited():
    addresses = AddressBuckets(1, 0.01, max_addresses=10)
    for number in range(1000):
        addresses.take(f"10.0.0.{number}", 0)
    assert len(addresses) == 10


def test_half_a_character_is_a_wrong_code():
    pairings = Pairings(lambda: "123456")
    pairings.request_code(ADDRESS, 0)
    assert pairings.enter("\ud800", "a", 1) == "wrong"
