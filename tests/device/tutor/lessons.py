"""What the tests of lessons share: the time of a right answer, effects of one kind, and a lenient tutor."""

from datetime import UTC, datetime

from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.fairness import Leniency
from device.tutor.verification import Verifier
from tests.tools.actor import LABELS, Actor, Listed

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RIGHT_TIME = rules.SETTLE_S + rules.HOLD_S + 0.6  # the hold, the window before it, a frame or two


def only(effects: list, kind: type):
    (effect,) = (effect for effect in effects if isinstance(effect, kind))
    return effect


def lenient(*asks, **leniency) -> Actor:
    known = {name: frozenset(value) for name, value in leniency.items()}
    engine = Engine(LABELS, Listed(*asks), rules.RULES["letters"], Verifier(LABELS), Leniency(**known))
    actor = Actor(engine)
    actor.show(1.0)
    return actor
