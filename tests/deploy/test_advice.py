"""Failures of ssh and Ansible are explained with what to do."""

import pytest

from deploy.advice import failure_text, with_advice


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("@@@\nWARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.", "ssh-keygen -R pi4"),
        ("No ED25519 host key is known for pi4.\nHost key verification failed.", "Run `ssh pi4` once"),
        ("pi@pi4: Permission denied (publickey,password).", "ssh-copy-id pi@pi4"),
        ("ssh: Could not resolve hostname pi4: Name or service not known", "IP address"),
        ("ssh: connect to host pi4 port 22: Connection refused", "raspi-config"),
        ("ssh: connect to host pi4 port 22: No route to host", "power"),
    ],
)
def test_what_ssh_says_is_followed_by_what_to_do(message, advice):
    text = with_advice(message, "pi4", "pi")
    assert advice in text
    assert message.splitlines()[-1].rstrip(".") in text


def test_the_host_key_of_another_port_has_its_own_name():
    assert "ssh-keygen -R '[pi4]:2222'" in with_advice("REMOTE HOST IDENTIFICATION HAS CHANGED", "pi4", port=2222)


def test_an_unknown_message_is_passed_on():
    assert with_advice("one\ntwo\n", "pi4") == "two"
    assert with_advice("", "pi4") == "no reply"


def test_the_own_words_of_a_pi_stand_in_place_of_a_parser_error():
    result = {
        "msg": "MODULE FAILURE: No start of json char found\nSee stdout/stderr for the exact error",
        "module_stdout": "Please login as the user pi rather than the user root.\n",
        "module_stderr": "",
    }
    assert failure_text(result) == "the Pi answers: Please login as the user pi rather than the user root."


def test_a_sudo_that_wants_a_password_is_asked_for_with_an_option():
    assert 'ARGS="--ask-sudo"' in failure_text({"msg": "Missing sudo password"})
    assert "not the password" in failure_text({"msg": "Incorrect sudo password"})


def test_a_failed_command_is_reported_by_its_own_sentence():
    assert failure_text({"stderr": "The disk is full.\n", "msg": "non-zero return code"}) == "The disk is full."
