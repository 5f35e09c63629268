"""Grading of the answers to a prompt: right, wrong, a further attempt, or a question to the learner."""

from dataclasses import replace

from device.alphabet import DYNAMIC_LETTERS
from device.tutor import rules
from device.tutor.events import Feedback, Question
from device.tutor.lesson_state import LessonState
from device.tutor.pace import Pace
from device.tutor.prompt_state import PromptState
from device.tutor.scene import Message
from device.tutor.signer import Answer
from device.tutor.status_messages import HELP, RELAX, miss_line, question_line
from device.tutor.verification import Judgement, Verifier


class Grader:
    """Grades the holds and movements of one session."""

    def __init__(self, pace: Pace, verifier: Verifier) -> None:
        """Grade the prompts of `pace` with a verifier."""
        self._pace, self._verifier = pace, verifier

    def grade(self, answer: Answer) -> bool:
        """Grade an answer to the prompt that is on.

        Returns:
            The answer was one too many that could not be judged: the station cannot see this letter.
        """
        pace, t, fault = self._pace, answer.t, answer.fault
        prompt = pace.prompt
        assert prompt is not None
        judgement = self._judge(answer, prompt.ask.letter)
        pace.idle = 0
        if judgement.decision == "right":
            pace.close(t, "right", "right")
        elif pace.state.phase == "answered":
            return False  # the learner looks at the picture; until the next attempt only a right answer counts
        elif judgement.decision == "wrong" and fault is None:
            self._miss(t, prompt, judgement.rival or "")
        elif prompt.ask.letter in DYNAMIC_LETTERS and judgement.decision == "unclear":
            pace.state = replace(pace.state, help=Message("now_move", (("letter", prompt.ask.letter),)))
        else:
            prompt.unclear += 1
            pace.signer.keep_looking()
            pace.state = replace(pace.state, help=HELP[fault] if fault else RELAX)
            if prompt.unclear >= rules.UNCLEAR and pace.rules.move_on_s is None:
                pace.close(t, "ungraded", fault or "unclear")
            return prompt.unclear >= rules.UNCLEAR and pace.rules.move_on_s is not None
        return False

    def expect(self, t: float) -> None:
        """Let the prompted letter count before its hold is complete if it is read surely."""
        pace, prompt, tracker = self._pace, self._pace.prompt, self._pace.signer.tracker
        assert prompt is not None
        if pace.rules.expected_s is None:
            return
        pose = tracker.held_so_far(pace.rules.expected_s)
        if pose is None or self._verifier.evidence(prompt.ask.letter, pose) < pace.rules.sure:
            return
        if self._verifier.judge(prompt.ask.letter, pose).decision == "right":
            tracker.disarm()  # this pose has counted
            pace.idle = 0
            pace.close(t, "right", "right")

    @property
    def is_correcting(self) -> bool:
        """After a miss, the hand shows what was judged, changes just now, or already holds the prompted letter."""
        pace, prompt = self._pace, self._pace.prompt
        if prompt is None or not pace.rules.keep_picture:
            return False
        pose = pace.signer.tracker.held_so_far(0.0)
        right = pose is not None and self._verifier.judge(prompt.ask.letter, pose).decision == "right"
        return right or not pace.signer.tracker.armed

    def signed(self, t: float) -> None:
        """Take the learner's word: the letter counts, and is not prompted again today."""
        pace, prompt = self._pace, self._pace.prompt
        assert prompt is not None
        letter = prompt.ask.letter
        pace.fairness.vouch(letter, prompt.rivals[-1])
        pace.close(t, "right", "vouched")
        pace.park(letter)

    def doubt_held(self, t: float) -> None:
        """Ask about a hand that stays as it was when it was judged: its learner may take it for the letter."""
        pace, prompt = self._pace, self._pace.prompt
        assert prompt is not None
        signer, waited = pace.signer, t - pace.asked_t
        if not (pace.rules.asks and prompt.rivals and signer.stays and waited >= rules.SAY_S):
            return
        rival = prompt.rivals[-1]
        if pace.fairness.misread(prompt.ask.letter, rival):
            prompt.doubted = len(prompt.rivals)
            self._ask_what_was_signed(t, prompt, rival)

    def not_signed(self, t: float) -> None:
        """Go on as after any wrong answer; one hold is one answer, also if it was asked about later."""
        pace, prompt = self._pace, self._pace.prompt
        assert prompt is not None
        pace.timers.drop("question")
        if prompt.doubted == len(prompt.rivals):
            pace.resume(t)
        elif len(prompt.rivals) >= pace.rules.attempts:
            pace.close(t, "wrong", "given_up")
        else:
            self._show_miss(t, prompt, prompt.rivals[-1])

    def _judge(self, answer: Answer, letter: str) -> Judgement:
        if answer.pose is not None:
            return self._verifier.judge(letter, answer.pose)
        return Judgement("right") if answer.letter == letter else Judgement("wrong", answer.letter)

    def _miss(self, t: float, prompt: PromptState, rival: str) -> None:
        pace, letter, fairness = self._pace, prompt.ask.letter, self._pace.fairness
        if fairness.accepts(letter) or fairness.is_vouched(letter, rival):
            pace.close(t, "right", "accepted" if fairness.accepts(letter) else "vouched")
            return
        asks = fairness.misread(letter, rival) and pace.rules.asks
        if fairness.hesitates(letter, prompt.doubts) and not asks:
            prompt.doubts += 1
            pace.state = replace(pace.state, help=RELAX)
            return
        prompt.rivals.append(rival)
        if asks:
            self._ask_what_was_signed(t, prompt, rival)
        elif len(prompt.rivals) >= pace.rules.attempts:
            pace.close(t, "wrong", "given_up")
        else:
            self._show_miss(t, prompt, rival)

    def _show_miss(self, t: float, prompt: PromptState, rival: str) -> None:
        pace = self._pace
        pace.out.append(Feedback(t, "wrong", prompt.ask.letter, "looks_like", rival, final=False))
        picture = pace.rules.picture_after("wrong")
        pace.pause(t, pace.rules.miss_s, LessonState("answered", True, "wrong", rival, picture))
        prompt.helped = prompt.helped or picture
        pace.line.show(t, miss_line(prompt.ask.letter, rival, pace.rules))

    def _ask_what_was_signed(self, t: float, prompt: PromptState, rival: str) -> None:
        """Ask whether the prompt was signed; a right answer in the picture or time ends the question, too."""
        pace = self._pace
        pace.out.append(Question(t, prompt.ask.letter, rival))
        pace.timers.drop("hint", "timeout")
        pace.timers.set("question", t + rules.QUESTION_S)
        picture = pace.rules.picture_after("wrong")
        pace.state = LessonState("answered", True, picture=picture, question=True)
        prompt.helped = prompt.helped or picture
        pace.line.show(t, question_line(prompt.ask.letter, pace.rules))
