"""Who gets a letter in a round, at what pace, and when it stops."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examportal.accounts.rules import AccountState
from examportal.mail.pacing.rules import FEWEST_ANSWERS, IN_FLIGHT, Answers, allowances, must_stop
from examportal.mail.rules import LetterState
from examportal.office.resends.rules import LATELY, Exclusion, PersonFacts, ResendFacts, Step, exclusion_of, step_of

NOW = datetime(2026, 11, 21, 10, 28, tzinfo=UTC)
WAITING = PersonFacts(AccountState.PENDING, has_number=True, letter=LetterState.ACCEPTED, posted_at=NOW - LATELY)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (WAITING, None),
        (replace(WAITING, letter=None, posted_at=None), None),
        (replace(WAITING, letter=LetterState.GAVE_UP), None),
        (None, Exclusion.GONE),
        (replace(WAITING, state=AccountState.SUSPENDED, has_number=False), Exclusion.SUSPENDED),
        (replace(WAITING, state=AccountState.ACTIVE, has_number=False), Exclusion.ALL_NUMBERS_REMOVED),
        (replace(WAITING, state=AccountState.ACTIVE), Exclusion.ACTIVE),
        (replace(WAITING, state=AccountState.NONE), Exclusion.NO_ADDRESS),
        (replace(WAITING, letter=LetterState.REFUSED, posted_at=NOW), Exclusion.BOUNCED),
        (replace(WAITING, letter=LetterState.BOUNCED), Exclusion.BOUNCED),
        (replace(WAITING, posted_at=NOW - LATELY + timedelta(seconds=1)), Exclusion.WRITTEN_LATELY),
    ],
)
def test_each_reason_against_a_letter(person: PersonFacts | None, why: Exclusion | None) -> None:
    assert exclusion_of(person, NOW) is why


def test_each_step_follows_from_the_moments() -> None:
    facts = ResendFacts()
    steps = [step_of(facts)]
    for moment in ("listed_at", "trial_ordered_at", "trial_ended_at", "rest_ordered_at", "stopped_at", "ended_at"):
        facts = replace(facts, **{moment: NOW})
        steps.append(step_of(facts))
    assert steps == [Step.LISTING, Step.LISTED, Step.TRIAL, Step.TRIED, Step.SENDING, Step.STOPPED, Step.ENDED]


def test_a_round_may_be_stopped_in_its_trial() -> None:
    assert step_of(ResendFacts(listed_at=NOW, trial_ordered_at=NOW, stopped_at=NOW)) is Step.STOPPED


def test_a_provider_that_is_slow_does_not_keep_the_others_waiting() -> None:
    waiting = {"wp.pl": 500, "gmail.com": 7, "onet.pl": 3}
    in_flight = {"wp.pl": 5, "onet.pl": IN_FLIGHT}
    assert allowances(waiting, in_flight) == {"wp.pl": IN_FLIGHT - 5, "gmail.com": 7}


@pytest.mark.parametrize(
    ("answers", "stops"),
    [
        (Answers(accepted=0, unreached=FEWEST_ANSWERS - 1), False),
        (Answers(accepted=0, unreached=FEWEST_ANSWERS), True),
        (Answers(accepted=80, unreached=20), False),
        (Answers(accepted=79, unreached=21), True),
        (Answers(accepted=0, unreached=0), False),
    ],
)
def test_a_round_stops_when_the_share_of_refusals_is_above_the_limit(answers: Answers, *, stops: bool) -> None:
    assert must_stop(answers, percent=20) is stops
