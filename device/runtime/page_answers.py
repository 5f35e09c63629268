"""Answers to the page's questions, which concern no running lesson: alphabet, class, pictures, progress and hands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from device.activity import Question
from device.alphabet import DIGITS
from device.runtime import class_book, personal, uploaded_pictures
from device.runtime.class_book import ClassBook
from device.runtime.personal import PersonalHands
from device.tutor.alphabet_page import alphabet
from device.tutor.progress.questions import QUESTIONS, answer

ALPHABET_QUESTION = Question("alphabet", ("language",))


class PageAnswers:
    """Knows which questions can be answered here, and answers them. Any thread may use it."""

    def __init__(
        self, letters: str, progress: Path | None, hands: PersonalHands | None, book: ClassBook | None, numbers: bool
    ) -> None:
        """Keep what answers come from.

        Args:
            letters: that the model can judge.
            progress: file for questions about progress; None answers none.
            hands: of the learners; None if this model cannot learn a hand.
            book: of the class; None for none.
            numbers: the model can judge numbers, too.
        """
        self._judged = letters + (DIGITS if numbers else "")
        self._progress, self._hands, self._book = progress, hands, book

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions that are answered."""
        kept = () if self._progress is None else QUESTIONS
        book = self._book
        pictures = (uploaded_pictures.QUESTION,) if book is not None and book.pictures is not None else ()
        own = ((personal.QUESTION,) if self._hands else ()) + ((class_book.QUESTION,) if book else ()) + pictures
        return (*kept, *own, ALPHABET_QUESTION)

    def answer(self, question: str, arguments: Mapping[str, str]) -> Any:
        """Answer a question: see alphabet_page.alphabet and progress.questions.answer.

        Args:
            question: name of one.
            arguments: of the question; "learner" and "language" are always there.

        Raises:
            KeyError: no such question.
            ProgressError: there is no such learner, or no progress yet.
        """
        book = self._book
        pictures = None if book is None else book.pictures
        if question == personal.QUESTION.name and self._hands is not None:
            return self._hands.describe(arguments["learner"])
        if question == ALPHABET_QUESTION.name:
            own = {sign: picture.by for sign, picture in (pictures or {}).items()}
            return alphabet(arguments["language"], self._judged, own)
        if question == class_book.QUESTION.name and book is not None:
            return book.describe()
        if question == uploaded_pictures.QUESTION.name and pictures is not None:
            return pictures.answer(arguments)
        if self._progress is None:
            raise KeyError(question)
        return answer(self._progress, question, arguments)
