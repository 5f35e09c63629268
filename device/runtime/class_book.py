"""What a teacher sees and does for the whole class: figures of all learners, their names, words, forgetting, tables.

Any thread may use it: it opens the progress file for itself, as a second program would.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from device.activity import Question
from device.errors import HandshapeError, SettingsError
from device.names import printable, shown
from device.runtime.uploaded_pictures import UploadedPictures
from device.settings import LEARNERS
from device.system.files import write_atomic
from device.system.json_text import read_object
from device.tutor.progress import ProgressStore
from device.tutor.progress.questions import class_figures
from device.tutor.progress.transfer import import_csv
from device.tutor.word_list import load_words

QUESTION = Question("class", teacher=True)
MAX_NAME = 40


class ClassBook:
    """All learners of one progress file.

    Attributes:
        pictures: the teacher's own; None without them.
    """

    def __init__(
        self,
        progress: Path,
        forget: Callable[[str], object],
        warn: Callable[[str], None],
        pictures: UploadedPictures | None = None,
    ) -> None:
        """Use a progress file, which may be missing.

        Args:
            progress: the file; names and words are kept beside it.
            forget: called with the slot of a learner who was deleted.
            warn: called with one sentence for each problem that was repaired.
            pictures: the teacher's own; None without them.
        """
        self.pictures = pictures
        self._progress, self._forget, self._warn = progress, forget, warn

    def describe(self) -> dict[str, Any]:
        """Return the class as JSON values.

        Returns:
            "learners": of each slot in use or with a name: "slot", "name", "sessions", "letters" {letter: [asked, right
            at the first try]} of the newest answers, "confusions" [[asked, signed, count], …]; "words": of this week,
            [] for the usual ones; "pictures": see UploadedPictures.describe.
        """
        names, figures = self._names(), class_figures(self._progress)
        empty: dict[str, Any] = {"sessions": 0, "letters": {}, "confusions": []}
        slots = [slot for slot in LEARNERS if slot in figures or slot in names]
        learners = [{"slot": slot, "name": names.get(slot, ""), **empty, **figures.get(slot, {})} for slot in slots]
        pictures = [] if self.pictures is None else self.pictures.describe()
        return {"learners": learners, "words": list(self.words()), "pictures": pictures}

    def words(self) -> tuple[str, ...]:
        """Return this week's words, none if there are none or they cannot be read."""
        try:
            return tuple(load_words(self._words_path)) if self._words_path.is_file() else ()
        except HandshapeError:
            return ()

    def manage(self, task: str, values: Mapping[str, str]) -> dict[str, Any]:
        """Do something for the class.

        Args:
            task: "name" (`learner`, `name`: "" for none), "forget" (`learner`), "week" (`text`: its words, one a line,
                "" for the usual ones), "import" (`table`, as `practice --export` writes it) or "picture" (see
                UploadedPictures.keep).
            values: see `task`.

        Returns:
            For "import" {"added": answers}, for "week" {"words": number}, else {}.

        Raises:
            KeyError: no such task, or a value is missing.
            HandshapeError: it cannot be done, in one sentence.
        """
        tasks = {"name": self._rename, "forget": self._delete, "week": self._set_words, "import": self._import}
        if task == "picture" and self.pictures is not None:
            return self.pictures.keep(values)
        return tasks[task](values)

    @property
    def _names_path(self) -> Path:
        return self._progress.with_name("names.json")

    @property
    def _words_path(self) -> Path:
        return self._progress.with_name("class-words.txt")

    def _names(self) -> dict[str, str]:
        try:
            return {slot: str(name) for slot, name in read_object(self._names_path).items() if slot in LEARNERS}
        except (OSError, ValueError):
            return {}

    def _rename(self, values: Mapping[str, str]) -> dict[str, Any]:
        learner, name = _learner_of(values), printable(" ".join(values["name"].split()))[:MAX_NAME]
        names = {**self._names(), learner: name}
        self._write(self._names_path, json.dumps({slot: each for slot, each in names.items() if each}, indent=1))
        return {}

    def _delete(self, values: Mapping[str, str]) -> dict[str, Any]:
        learner = _learner_of(values)
        store = ProgressStore.open(self._progress, self._warn)
        try:
            store.reset(learner)
        finally:
            store.close()
        self._rename({"learner": learner, "name": ""})
        self._forget(learner)
        return {}

    def _set_words(self, values: Mapping[str, str]) -> dict[str, Any]:
        text = values["text"].strip()
        if not text:
            self._words_path.unlink(missing_ok=True)
            return {"words": 0}
        with tempfile.TemporaryDirectory(prefix="handshape-") as folder:
            trial = Path(folder) / "words.txt"
            trial.write_text(text, encoding="utf-8")
            with _called(trial, "The list of words"):
                count = len(load_words(trial))
        self._write(self._words_path, text + "\n")
        return {"words": count}

    def _import(self, values: Mapping[str, str]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="handshape-") as folder:
            table = Path(folder) / "table.csv"
            table.write_text(values["table"], encoding="utf-8", newline="")
            store = ProgressStore.open(self._progress, self._warn)
            try:
                with _called(table, "The table"):
                    return {"added": import_csv(store, table)}
            finally:
                store.close()

    def _write(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, text, durable=True, mode=0o600)
        except OSError as error:
            raise SettingsError(f"{shown(path)} cannot be written: {error.strerror}.") from None


@contextmanager
def _called(path: Path, name: str) -> Iterator[None]:
    """Have errors say `name` in place of a path that the teacher does not know."""
    try:
        yield
    except HandshapeError as error:
        raise type(error)(str(error).replace(shown(path), name)) from None


def _learner_of(values: Mapping[str, str]) -> str:
    """Return the slot that is named.

    Raises:
        SettingsError: there is no such learner.
    """
    if values["learner"] not in LEARNERS:
        raise SettingsError("There is no such learner.")
    return values["learner"]
