"""An activity's controls as JSON, in the language of one browser: what the page draws its buttons and forms from."""

from typing import Any

from device.activity import Action, Choice, Controls, Question
from device.assets.strings import Strings, translated


def page_actions(controls: Controls) -> tuple[Action, ...]:
    """Return the actions that the page offers as buttons next to the task.

    An action that changes one of the choices ("mode", "learner") is left out: the page has a form for the choice.
    """
    names = {choice.name for choice in controls.choices}
    return tuple(action for action in controls.actions if action.quick and action.name not in names)


def settings_actions(controls: Controls) -> tuple[Action, ...]:
    """Return the actions that the page offers among the settings."""
    return tuple(action for action in controls.actions if not action.quick)


def actions_json(actions: tuple[Action, ...], strings: Strings) -> list[dict[str, str]]:
    """Return name, title and keys of each action."""
    return [
        {
            "name": action.name,
            "title": translated(action.title, strings),
            "key": action.key,
            "typing_key": action.typing_key,
        }
        for action in actions
    ]


def choices_json(choices: tuple[Choice, ...], strings: Strings) -> list[dict[str, Any]]:
    """Return all fields of each choice."""
    return [
        {
            "name": choice.name,
            "kind": choice.kind,
            "title": translated(choice.title, strings),
            "about": translated(choice.about, strings),
            "quick": choice.quick,
            "options": _options(choice, strings),
            "value": choice.value,
        }
        for choice in choices
    ]


def questions_json(questions: tuple[Question, ...]) -> list[dict[str, Any]]:
    """Return name, arguments and media type of each question."""
    return [{"name": each.name, "arguments": list(each.arguments), "media_type": each.media_type} for each in questions]


def settings_json(controls: Controls) -> dict[str, Any]:
    """Return the value of each choice by its name; "language" always."""
    return {"language": controls.language, **{choice.name: choice.value for choice in controls.choices}}


def options_json(choices: tuple[Choice, ...], strings: Strings) -> dict[str, Any]:
    """Return the options of each choice by its name in the plural; "letters" as one string.

    `choices_json` has the same and more; this form is kept for programs written for earlier versions.
    """
    options: dict[str, Any] = {}
    for choice in choices:
        if choice.kind == "one":
            options[f"{choice.name}s"] = _options(choice, strings)
        elif choice.kind == "letters":
            options[choice.name] = "".join(value for value, _ in choice.options)
    return options


def _options(choice: Choice, strings: Strings) -> list[list[str]]:
    return [[value, translated(label, strings)] for value, label in choice.options]
