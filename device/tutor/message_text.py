"""Messages and hints as text in one language."""

from collections.abc import Sequence

from device.assets import handshapes
from device.assets.strings import Strings, translated
from device.signing.finger_check import telling_finger, wanted_bend
from device.tutor.finger_marks import FingerOff
from device.tutor.number_lessons import NumbersOffer
from device.tutor.result import SessionResult
from device.tutor.scene import Message
from device.view import LessonResult, PictureSide


class Texts:
    """Turns the message keys of an engine into text.

    Attributes:
        strings: of the language.
    """

    def __init__(self, strings: Strings) -> None:
        """Use the strings of one language."""
        self.strings = strings

    def trial(self, offer: NumbersOffer) -> str:
        """Return one honest sentence on how well numbers are read; "" if they are no longer on trial."""
        if not offer.on_trial:
            return ""
        if offer.misread_one_in is None:
            return self.strings("caption.trial_unknown")
        return self.strings("caption.trial", of=str(offer.misread_one_in))

    def message(self, message: Message, off: Sequence[FingerOff] = ()) -> str:
        """Return the text of a status line; after a wrong answer, with what the hand shows and what to try.

        Args:
            message: of the status line.
            off: fingers that are marked: the first is named in place of the whole handshape.
        """
        if not message.key:
            return ""
        values = dict(message.values)
        if "letter" in values:
            values["wanted"] = self.strings(f"shape.{values['letter']}")
        text = self.strings(f"message.{message.key}", **values)
        if message.key != "looks_like":
            return text
        letter, rival = values["letter"], values["rival"]
        difference = self.finger(letter, rival, off[0]) if off else self.difference(letter, rival)
        return self.strings("caption.differs", reason=text, difference=difference)

    def finger(self, letter: str, rival: str, off: FingerOff) -> str:
        """Return how a finger is held and how `letter` has it; only which finger where the difference has no words.

        If that finger is all that tells the letters apart, the words for the whole hands say how.
        """
        name = self.strings(f"finger.{off.finger}")
        if off.finger == "thumb":
            seen, wanted = self.strings(f"thumb.{rival}"), self.strings(f"thumb.{letter}")
        else:
            seen, wanted = (self.strings(f"bend.{each}") for each in (off.bend, wanted_bend(letter, off.finger)))
        if seen == wanted and off.finger == telling_finger(letter, rival):
            return self.difference(letter, rival)
        key = "finger_look" if seen == wanted else "finger_off"
        return self.strings(f"caption.{key}", finger=name, seen=seen, wanted=wanted, letter=letter)

    def difference(self, letter: str, rival: str) -> str:
        """Return what a hand that looks like `rival` shows, and what to try for `letter`."""
        seen, wanted = (self.strings(f"shape.{each}") for each in (rival, letter))
        return self.strings("caption.try", seen=seen, wanted=wanted)

    def result(self, result: SessionResult, trial: str = "") -> LessonResult:
        """Return what is shown at the end of a session; `trial` see `trial`."""
        say = self.strings
        lines = []
        if result.graded:
            lines.append(say("result.first_try", first=str(result.first), asked=str(result.graded)))
        if result.known:
            lines.append(say("result.known", letters=_listed(result.known)))
        if result.met:
            lines.append(say("result.met", letters=_listed(result.met)))
        if result.best is not None:
            own = result.score is not None and result.score >= result.best > 0
            lines.append(say("result.best_now" if own else "result.best", score=str(result.best)))
        if result.days > 1:
            lines.append(say("result.days", days=str(result.days)))
        when = "tomorrow" if result.dated else "next_time"
        lines.append(say(f"result.{when}" if result.due else f"result.nothing_{when}", due=str(result.due)))
        return LessonResult(result.board, (*lines, *filter(None, [trial])), result.repeat)

    def hint(self, letter: str | None) -> str:
        """Return one line on how a letter is formed; "" for None."""
        return "" if letter is None else self.strings(f"hint.{letter}")

    def brief(self, message: Message, hint: str | None, off: Sequence[FingerOff] = ()) -> str:
        """Return the message in few words, for a screen that is read from three metres; "" if it is short itself.

        Args:
            message: of the status line.
            hint: letter whose hint is shown: in place of a message that only asks for the letter; None for none.
            off: fingers that are marked: the first is named.
        """
        values = dict(message.values)
        if off and message.key == "looks_like":
            finger = self.finger(values["letter"], values["rival"], off[0])
            return self.strings.compose(lambda say: capitalised(translated(finger, say)))
        if hint is not None and message.key in ("sign", "sign_again"):
            return self.strings("brief.hint", letter=hint, wanted=self.strings(f"shape.{hint}"))
        if "letter" in values:
            values["wanted"] = self.strings(f"shape.{values['letter']}")
        key = f"brief.{message.key}"
        return self.strings(key, **values) if key in self.strings.texts else ""

    def caption(self, seen_from: PictureSide) -> str:
        """Return the caption of a handshape picture: from which side it is seen, and whether it was reviewed."""
        reviewed = "reviewed" if handshapes.REVIEWED else "not_reviewed"
        return self.strings.compose(lambda say: f"{say(f'caption.{seen_from}')}. {say(f'caption.{reviewed}')}.")


def capitalised(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def _listed(letters: str) -> str:
    return ", ".join(letters)
