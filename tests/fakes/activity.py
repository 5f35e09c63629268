"""An activity's controls without a lesson: what the web page needs, and what a test wants to look at."""

from device.activity import Action, Choice, Question
from device.assets.strings import load_strings
from device.errors import HandshapeError, SettingsError

EDITS = {"save": "Enter", "delete": "Backspace", "space": " ", "clear": "Delete"}


class FakeActivity:
    """Two modes, "read" and "letters", with different actions.

    Attributes:
        pressed: names of the actions pressed.
        answered: texts that were written.
        changes: the choices that were accepted.
        values: current values of the choices; empty for an activity without choices.
        answers: answer to each question; an exception is raised.
    """

    def __init__(self, **values):
        self.values = {"mode": "read", "learner": "red-fox", "letters": "", "trials": 30, "hand": "auto"} | values
        self.language = "en"
        self.pressed, self.changes, self.answered = [], [], []
        self.answers = {
            "progress": {"kept": False},
            "progress.csv": HandshapeError("No progress is kept yet."),
            "class": {"learners": []},
        }
        self.asked, self.managed = [], []

    @property
    def actions(self):
        strings = load_strings(self.language)
        names = EDITS if self.values.get("mode", "read") == "read" else {"next": "", "skip": ""}
        own = [Action(name, strings(f"page.{name}"), key) for name, key in names.items()]
        return (*own, Action("mode", "Mode"), Action("learner", "Learner"))

    @property
    def choices(self):
        if not self.values:
            return ()
        strings = load_strings(self.language)
        modes = tuple((mode, strings(f"mode.{mode}")) for mode in ("read", "letters"))
        learners = tuple((slot, strings(f"learner.{slot}")) for slot in ("red-fox", "blue-whale"))
        hands = tuple((hand, strings(f"page.hand_{hand}")) for hand in ("auto", "left", "right"))
        return (
            Choice("mode", "one", modes, self.values["mode"], strings("page.mode"), quick=True),
            Choice("learner", "one", learners, self.values["learner"], strings("page.learner"), quick=True),
            Choice("letters", "letters", tuple((c, c) for c in "ABC"), self.values["letters"], "Letters", "Like ABC"),
            Choice("trials", "number", (("1", "1"), ("500", "500")), self.values["trials"], "Letters in a session"),
            Choice("hand", "one", hands, self.values["hand"], "Hand"),
            Choice("language", "one", (("en", "English"), ("vi", "Tiếng Việt")), self.language, "Language"),
        )

    @property
    def questions(self):
        return (
            Question("progress", ("learner",)),
            Question("progress.csv", media_type="text/csv"),
            Question("class", teacher=True),
        )

    def manage(self, task, values):
        if task != "name":
            raise KeyError(task)
        self.managed.append(dict(values))
        return {}

    def press(self, action):
        self.pressed.append(action)

    def answer(self, text):
        self.answered.append(text)

    def change(self, wishes):
        for name, value in wishes.items():
            choice = next((each for each in self.choices if each.name == name), None)
            is_option = choice and (choice.kind != "one" or value in [option for option, _ in choice.options])
            if not is_option or type(value) is not type(choice.value):
                raise SettingsError(f"{name} cannot be {value!r}.")
        self.changes.append(wishes)
        self.values.update(wishes)
        self.language = self.values.pop("language", self.language)

    def ask(self, question, arguments):
        self.asked.append((question, dict(arguments)))
        answer = self.answers[question]
        if isinstance(answer, Exception):
            raise answer
        return answer
