"""What the pages and files of a round show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from examportal.accounts.staff.queries import names_of
from examportal.core.clock import in_warsaw
from examportal.mail.pacing.rules import Answers
from examportal.office.resends import queries, words
from examportal.office.resends.models import Resend
from examportal.office.resends.queries import Counts, Listed
from examportal.office.resends.rules import TRIAL, Step, StopReason, step_of
from examportal.office.words import LETTER_STATES
from examportal.register import queries as register
from examportal.register.rules import NumberEntry
from examportal.sheets.writer import Writer

SHOWN = 50
_HEADERS = ("Nazwisko", "Imiona", "Numery ewidencyjne", "Wynik", "Kiedy", "Odpowiedź serwera poczty")


@dataclass(frozen=True)
class Round:
    """A round of activation letters as its page shows it."""

    resend: Resend
    step: Step
    ordered_by: str
    counts: Counts
    answers: Answers
    written_to: Sequence[Listed]
    left_out: Sequence[Listed]

    @property
    def waiting(self) -> int:
        """How many people still wait for their letter."""
        return sum(self.counts.waiting.values())

    @property
    def written(self) -> int:
        """How many people were written to."""
        return sum(self.counts.written.values())

    @property
    def trial(self) -> int:
        """How many letters the trial has."""
        return min(TRIAL, self.waiting)

    @property
    def on_the_way(self) -> int:
        """How many letters no server has answered for good yet."""
        return max(self.written - self.answers.accepted - self.answers.unreached, 0)

    @property
    def providers(self) -> list[tuple[str, int]]:
        """How many people get a letter, by provider."""
        return words.by_provider([self.counts.waiting, self.counts.written])

    @property
    def stopped_because(self) -> str:
        """Why the round was stopped, in a sentence."""
        return words.STOPS[StopReason(self.resend.stop_reason)] if self.resend.stop_reason else ""


def show(resend_id: int) -> Round:
    """Return a round; raises ResendUnknown."""
    resend = queries.get(resend_id)
    return Round(
        resend,
        step_of(queries.facts(resend)),
        names_of([resend.member_id])[resend.member_id],
        queries.counts(resend_id),
        queries.answers(resend_id, resend.ordered_at),
        queries.some_written_to(resend_id, SHOWN),
        queries.some_excluded(resend_id, SHOWN),
    )


def result(resend_id: int, write: Writer) -> Iterator[bytes]:
    """Yield what came of a round, person by person, as a file to take away."""
    return write(_rows(resend_id))


def _rows(resend_id: int) -> Iterator[Sequence[str]]:
    yield _HEADERS
    for some in queries.batches(resend_id):
        numbers = register.numbers_of_each([one.examiner_id for one in some])
        for one in some:
            yield _row(one, numbers)


def _row(one: Listed, numbers: Mapping[int, Mapping[str, NumberEntry]]) -> Sequence[str]:
    letter = one.letter
    if one.exclusion is not None:
        outcome = f"bez listu: {words.EXCLUSIONS[one.exclusion]}"
    else:
        outcome = LETTER_STATES[letter.state] if letter else "czeka na swoją kolej"
    moment = in_warsaw(letter.posted_at).strftime("%Y-%m-%d %H:%M") if letter else ""
    reply = letter.answer if letter else ""
    return one.last_name, one.first_names, ", ".join(numbers.get(one.examiner_id, {})), outcome, moment, reply
