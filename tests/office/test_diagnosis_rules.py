"""Why somebody cannot sign in, without app or database: every state has one cause, and a way on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from examportal.accounts.rules import AccountState
from examportal.core.pesel import PeselFault, checksum_holds, one_slip_away
from examportal.office.diagnosis.rules import (
    Cause,
    Delivery,
    Diagnosis,
    Evidence,
    Fact,
    Facts,
    LetterFacts,
    NextStep,
    PersonFacts,
    diagnose,
)
from examportal.office.diagnosis.words import CAUSES, STEPS, cause_words, evidence_words, say
from examportal.throttle.rules import PAIR, PERSON, Wait, wait_of

NOW = datetime(2026, 11, 23, 10, 31, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE, EVERYWHERE = Wait(NOW + HOUR, everywhere=False), Wait(NOW + HOUR / 2, everywhere=True)
PENDING = PersonFacts(
    AccountState.PENDING,
    registered_at=NOW - HOUR,
    letter=LetterFacts(Delivery.ACCEPTED, NOW - HOUR),
    link_ends_at=NOW + HOUR,
)
ACTIVE = PersonFacts(
    AccountState.ACTIVE,
    registered_at=NOW - 2 * HOUR,
    activated_at=NOW - HOUR,
    mailbox=LetterFacts(Delivery.ACCEPTED, NOW - HOUR),
)
DEAD = LetterFacts(Delivery.REFUSED, NOW - HOUR)


def of(person: PersonFacts) -> Diagnosis:
    return diagnose(Facts(NOW, person))


def test_an_account_that_waits_for_a_new_password_gets_a_link_to_one() -> None:
    told = of(replace(ACTIVE, frozen_at=NOW))
    assert (told.cause, told.next_step) == (Cause.NOTHING_WRONG, NextStep.SEND_PASSWORD_LINK)
    assert Evidence(Fact.FROZEN, NOW) in told.evidence
    assert cause_words(told) == "Konto czeka na nowe hasło"
    assert "dotychczasowe już nie działa" in say(told)


def test_a_new_password_comes_before_whatever_stood_in_the_way_of_the_old_one() -> None:
    frozen = replace(ACTIVE, frozen_at=NOW)
    for hampered in (replace(frozen, waits=[HERE]), replace(frozen, second_step_lost=True)):
        assert (of(hampered).cause, of(hampered).next_step) == (Cause.NOTHING_WRONG, NextStep.SEND_PASSWORD_LINK)
    dead = of(replace(frozen, mailbox=DEAD))
    assert (dead.cause, dead.next_step) == (Cause.MAILBOX_DEAD, NextStep.RECOVER_ACCESS)
    assert "Zalogować się można hasłem" not in say(dead)
    assert of(replace(frozen, suspended_at=NOW)).cause is Cause.SUSPENDED


def test_what_failed_on_our_side_is_not_laid_at_the_door_of_a_mailbox() -> None:
    missed = LetterFacts(Delivery.GAVE_UP, NOW - HOUR)
    pending = of(replace(PENDING, letter=missed))
    assert (pending.cause, pending.next_step) == (Cause.PENDING, NextStep.RESEND_ACTIVATION)
    assert "po naszej stronie" in say(pending)
    active = of(replace(ACTIVE, mailbox=missed))
    assert active.cause is Cause.NOTHING_WRONG
    assert Evidence(Fact.MAILBOX_NOT_REACHED, NOW - HOUR) in active.evidence
    held = of(replace(PENDING, letter=LetterFacts(Delivery.HELD, NOW)))
    assert (held.cause, held.next_step) == (Cause.PENDING, NextStep.WAIT_FOR_LETTER)
    assert "wstrzymane" in say(held)


def every_person() -> Iterator[PersonFacts]:
    """Yield people in every combination of what the rules look at."""
    letters = [None, *(LetterFacts(delivery, NOW - HOUR) for delivery in Delivery)]
    states = (AccountState.NONE, AccountState.PENDING, AccountState.ACTIVE)
    marks = product((None, NOW), (True, False), (None, date(2026, 11, 1)), (True, False), ((), (HERE, EVERYWHERE)))
    for state, letter, ends, lost, (closed, has, last, former, waits) in product(
        states, letters, (None, NOW, NOW + HOUR), (True, False), list(marks)
    ):
        yield PersonFacts(
            state=state,
            suspended_at=closed,
            has_number=has,
            first_login_closed=last,
            by_former_pesel=former,
            letter=letter,
            link_ends_at=ends,
            mailbox=letter,
            waits=waits,
            second_step_lost=lost,
        )


def test_every_state_has_a_cause_a_way_on_and_words() -> None:
    found = set()
    for person in every_person():
        diagnosis = of(person)
        found.add((diagnosis.cause, diagnosis.next_step))
        assert diagnosis.evidence
        assert "{" not in say(diagnosis)
    unfound = [Facts(NOW, None, fault, near) for fault in (None, *PeselFault) for near in (True, False)]
    found |= {(diagnose(facts).cause, diagnose(facts).next_step) for facts in unfound}
    assert {cause for cause, _ in found} == set(Cause) == set(CAUSES)
    assert {step for _, step in found} == set(NextStep) == set(STEPS)


def test_every_piece_of_evidence_has_words() -> None:
    for fact in Fact:
        assert evidence_words(Evidence(fact, NOW))


@pytest.mark.parametrize(
    ("person", "cause", "step"),
    [
        (PersonFacts(), Cause.NEVER_CLAIMED, NextStep.SIGN_IN_FIRST_TIME),
        (PersonFacts(first_login_closed=date(2026, 11, 1)), Cause.NEVER_CLAIMED, NextStep.ASK_ADMINISTRATOR),
        (PersonFacts(by_former_pesel=True), Cause.PESEL_FORM, NextStep.USE_PRESENT_PESEL),
        (PersonFacts(waits=[HERE]), Cause.THROTTLED, NextStep.LIFT_THROTTLE),
        (PENDING, Cause.PENDING, NextStep.RESEND_ACTIVATION),
        (
            replace(PENDING, letter=LetterFacts(Delivery.UNDER_WAY, NOW)),
            Cause.PENDING,
            NextStep.WAIT_FOR_LETTER,
        ),
        (replace(PENDING, link_ends_at=NOW), Cause.LINK_EXPIRED, NextStep.RESEND_ACTIVATION),
        (replace(PENDING, letter=DEAD, link_ends_at=NOW), Cause.LETTER_REFUSED, NextStep.CORRECT_ADDRESS),
        (replace(PENDING, waits=[HERE]), Cause.PENDING, NextStep.RESEND_ACTIVATION),
        (replace(PENDING, has_number=False), Cause.ALL_NUMBERS_REMOVED, NextStep.EXPLAIN_REMOVAL),
        (replace(ACTIVE, suspended_at=NOW, has_number=False), Cause.SUSPENDED, NextStep.RESTORE_ACCOUNT),
        (replace(ACTIVE, waits=[HERE], mailbox=DEAD), Cause.THROTTLED, NextStep.LIFT_THROTTLE),
        (replace(ACTIVE, second_step_lost=True, mailbox=DEAD), Cause.SECOND_STEP_LOST, NextStep.RECOVER_ACCESS),
        (replace(ACTIVE, mailbox=DEAD), Cause.MAILBOX_DEAD, NextStep.RECOVER_ACCESS),
        (ACTIVE, Cause.NOTHING_WRONG, NextStep.SEND_PASSWORD_LINK),
    ],
)
def test_what_has_to_go_first_is_told(person: PersonFacts, cause: Cause, step: NextStep) -> None:
    assert (of(person).cause, of(person).next_step) == (cause, step)


def test_a_wait_everywhere_is_told_before_a_longer_one_in_one_place() -> None:
    diagnosis = of(replace(ACTIVE, waits=[HERE, EVERYWHERE]))
    assert Evidence(Fact.THROTTLED_EVERYWHERE, EVERYWHERE.until) in diagnosis.evidence
    assert "23 listopada 2026, 12:01" in say(diagnosis)


@pytest.mark.parametrize(
    ("fault", "near", "cause"),
    [
        (None, False, Cause.NOT_IN_REGISTER),
        (None, True, Cause.PESEL_FORM),
        (PeselFault.LENGTH, False, Cause.PESEL_FORM),
        (PeselFault.CHECKSUM, True, Cause.PESEL_FORM),
        (PeselFault.BIRTH_DATE, False, Cause.PESEL_FORM),
    ],
)
def test_a_wrong_pesel_is_told_from_a_person_who_is_not_there(
    fault: PeselFault | None, *, near: bool, cause: Cause
) -> None:
    assert diagnose(Facts(NOW, None, fault, near)).cause is cause


def test_one_slip_is_undone_whatever_it_was() -> None:
    right = "44051401359"
    for typed in ("44051401395", "44501401359", "4405140135", "440514013599", "44051401358", "04051401359"):
        assert right in one_slip_away(typed)
    assert right not in one_slip_away("11111111111")
    assert all(checksum_holds(number) for number in one_slip_away("44051401358"))


def test_a_counter_refuses_until_one_measure_has_run_out() -> None:
    full = NOW + PAIR.reach
    assert wait_of(PAIR, full, NOW) == Wait(NOW + PAIR.every, everywhere=False)
    assert wait_of(PAIR, full - PAIR.every, NOW) is None
    assert wait_of(PERSON, NOW + PERSON.reach, NOW) == Wait(NOW + PERSON.every, everywhere=True)
    assert wait_of(PAIR, NOW + 3 * PAIR.reach, NOW) is None
