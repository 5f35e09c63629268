"""Advice for failures of ssh and Ansible, in the words of a person who has to fix them. Pure text."""

import re
from typing import Any

from deploy.agent.full_disk import SENTENCE, TEXT

JSON_NOISE = re.compile(r"MODULE FAILURE|No start of json char found", re.IGNORECASE)

ADVICE = (
    (
        re.compile("REMOTE HOST IDENTIFICATION HAS CHANGED", re.IGNORECASE),
        "the Pi's host key has changed. If its card was flashed again, run `ssh-keygen -R {host}` and try again",
    ),
    (
        re.compile("Host key verification failed", re.IGNORECASE),
        "ssh does not know this Pi's host key. Run `ssh {host}` once and accept the key; "
        "after flashing the card again, first run `ssh-keygen -R {host}`",
    ),
    (
        re.compile("Permission denied", re.IGNORECASE),
        "the Pi refuses this user or key. Check the user name, and run `ssh-copy-id {user}{host}`",
    ),
    (
        re.compile("Could not resolve hostname|Name or service not known", re.IGNORECASE),
        "no machine has this name. Check the spelling, or use the Pi's IP address",
    ),
    (
        re.compile("Connection refused", re.IGNORECASE),
        "the Pi does not accept ssh. Enable it with `sudo raspi-config` (Interface Options, SSH)",
    ),
    (
        re.compile("timed out|No route to host|Network is unreachable", re.IGNORECASE),
        "the Pi does not answer. Check its power and that it is in the same network",
    ),
    (re.compile(TEXT), "the Pi's disk is full. Make room, and try again; what ran before still runs"),
)
"""What ssh prints → what to do; the first match counts. {host} and {user} are filled in."""

SUDO = {
    "Missing sudo password": 'sudo on this Pi wants a password; ARGS="--ask-sudo" asks you for it.',
    "Incorrect sudo password": "this is not the password of sudo on this Pi; try again.",
}
"""What Ansible says of sudo → a sentence."""


def with_advice(message: str, host: str, user: str = "", port: int | None = None) -> str:
    """Return the last line of ssh's message with advice, if the cause is known.

    Args:
        message: everything ssh or Ansible printed.
        host: address of the Pi as ssh takes it.
        user: login name, "" for none.
        port: of ssh, None for the default; host keys of other ports have names of their own.
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    last = lines[-1] if lines else "no reply"
    name = host if port in (None, 22) else f"'[{host}]:{port}'"
    for pattern, advice in ADVICE:
        if pattern.search(message):
            return f"{last.rstrip('.')}: {advice.format(host=name, user=f'{user}@' if user else '')}."
    return last


def failure_text(result: dict[str, Any]) -> str:
    """Return the sentence of a failed step: the Pi's own words where Ansible has only “MODULE FAILURE”.

    Args:
        result: of Ansible's runner, with any of stderr, msg, stdout, module_stdout, module_stderr.
    """
    message = str(result.get("stderr", "")).strip() or str(result.get("msg", "")) or str(result.get("stdout", ""))
    if "cmd" not in result and TEXT in str(result):  # of a file that was sent; commands say it themselves
        return SENTENCE
    for words, sentence in SUDO.items():
        if words in message:
            return sentence
    if JSON_NOISE.search(message):
        own = [str(result.get(key, "")).strip() for key in ("module_stdout", "module_stderr")]
        own_words = " ".join(text for text in own if text)
        if own_words:
            message = f"the Pi answers: {own_words}"
    lines = [line for line in message.splitlines() if line.strip()]
    return " ".join(lines[-3:])
