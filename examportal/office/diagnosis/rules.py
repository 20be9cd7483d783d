"""Why somebody cannot sign in: from facts to one cause, its evidence and one safe next step. Plain Python.

Several causes may hold at once; the one that is told is the one that has to go first. The order (`_CAUSES`):

1. nobody is found: a wrong PESEL before a person who is not there;
2. what the office alone can end, as at the door: a suspension, then all numbers removed;
3. what keeps the first letter from its reader, since it needs no sign-in: refused, link over, still under way;
4. what ends by itself: too many wrong tries;
5. a PESEL that does not open any more, and people who never came;
6. what stands in the way only later: the second step, then a mailbox that takes no letters.

An account that waits for a new password after "it was not me" (`frozen_at`) needs that first: neither tries nor codes
of the old one are told as the cause, only as evidence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from examportal.accounts.rules import AccountState
from examportal.core.pesel import PeselFault
from examportal.throttle.rules import Wait


class Cause(StrEnum):
    """What keeps somebody from signing in."""

    NOT_IN_REGISTER = "not_in_register"
    PESEL_FORM = "pesel_form"
    NEVER_CLAIMED = "never_claimed"
    PENDING = "pending"
    LINK_EXPIRED = "link_expired"
    LETTER_REFUSED = "letter_refused"
    THROTTLED = "throttled"
    SECOND_STEP_LOST = "second_step_lost"
    ALL_NUMBERS_REMOVED = "all_numbers_removed"
    SUSPENDED = "suspended"
    MAILBOX_DEAD = "mailbox_dead"
    NOTHING_WRONG = "nothing_wrong"


class NextStep(StrEnum):
    """The one safe way on."""

    CHECK_PESEL = "check_pesel"
    SEARCH_BY_NAME = "search_by_name"
    USE_PRESENT_PESEL = "use_present_pesel"
    SIGN_IN_FIRST_TIME = "sign_in_first_time"
    ASK_ADMINISTRATOR = "ask_administrator"
    WAIT_FOR_LETTER = "wait_for_letter"
    RESEND_ACTIVATION = "resend_activation"
    CORRECT_ADDRESS = "correct_address"
    LIFT_THROTTLE = "lift_throttle"
    RECOVER_ACCESS = "recover_access"
    EXPLAIN_REMOVAL = "explain_removal"
    RESTORE_ACCOUNT = "restore_account"
    SEND_PASSWORD_LINK = "send_password_link"  # noqa: S105 - the name of a step


class Delivery(StrEnum):
    """How far a letter has come.

    `refused` is what its mailbox has said, at once or for a whole day; `gave_up` that it never came so far.
    """

    UNDER_WAY = "under_way"
    HELD = "held"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    GAVE_UP = "gave_up"


class Fact(StrEnum):
    """A piece of evidence; some come with a moment."""

    PESEL_LENGTH = "pesel_length"
    PESEL_CHECKSUM = "pesel_checksum"
    PESEL_BIRTH_DATE = "pesel_birth_date"
    SIMILAR_PESEL = "similar_pesel"
    NOBODY_FOUND = "nobody_found"
    FORMER_PESEL = "former_pesel"
    NUMBERS_IN_FORCE = "numbers_in_force"
    NO_NUMBER_IN_FORCE = "no_number_in_force"
    NO_ACCOUNT = "no_account"
    FIRST_LOGIN_CLOSED = "first_login_closed"
    REGISTERED = "registered"
    ACTIVATED = "activated"
    SIGNED_IN = "signed_in"
    SUSPENDED = "suspended"
    FROZEN = "frozen"
    LETTER_UNDER_WAY = "letter_under_way"
    LETTER_HELD = "letter_held"
    LETTER_DEFERRED = "letter_deferred"
    LETTER_ACCEPTED = "letter_accepted"
    LETTER_REFUSED = "letter_refused"
    LETTER_GAVE_UP = "letter_gave_up"
    LINK_VALID_UNTIL = "link_valid_until"
    LINK_ENDED = "link_ended"
    THROTTLED_HERE = "throttled_in_one_place"
    THROTTLED_EVERYWHERE = "throttled_everywhere"
    SECOND_STEP_LOST = "second_step_lost"
    MAILBOX_REFUSED = "mailbox_refused"
    MAILBOX_NOT_REACHED = "mailbox_not_reached"


@dataclass(frozen=True)
class Evidence:
    """A fact that speaks for the cause or that the clerk should know, with its moment where it has one."""

    fact: Fact
    at: datetime | None = None


@dataclass(frozen=True)
class LetterFacts:
    """The newest letter of a kind: how far it has come, and since when."""

    delivery: Delivery
    at: datetime


@dataclass(frozen=True)
class PersonFacts:
    """What decides about a person's way in.

    `mailbox` is the newest letter to the confirmed address; `waits` are the counters that refuse this person now, the
    longest first. `second_step_lost`: the password was right lately, but not the codes, or they did not arrive.
    """

    state: AccountState = AccountState.NONE
    suspended_at: datetime | None = None
    has_number: bool = True
    first_login_closed: date | None = None
    by_former_pesel: bool = False
    registered_at: datetime | None = None
    activated_at: datetime | None = None
    signed_in_at: datetime | None = None
    letter: LetterFacts | None = None
    link_ends_at: datetime | None = None
    mailbox: LetterFacts | None = None
    frozen_at: datetime | None = None
    waits: Sequence[Wait] = ()
    second_step_lost: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known: of a person who was found, or of what was typed when nobody was."""

    now: datetime
    person: PersonFacts | None = None
    pesel_fault: PeselFault | None = None
    similar_pesel: bool = False


@dataclass(frozen=True)
class Diagnosis:
    """The answer: one cause, what speaks for it, one way on."""

    cause: Cause
    next_step: NextStep
    evidence: Sequence[Evidence] = ()


def diagnose(facts: Facts) -> Diagnosis:
    """Return why somebody cannot sign in; every state has an answer."""
    if facts.person is None:
        return _unfound(facts)
    person = facts.person
    cause = next((cause for cause, holds in _CAUSES if holds(person, facts.now)), Cause.NOTHING_WRONG)
    return Diagnosis(cause, _step(cause, person), tuple(_evidence(person, facts.now)))


def _unfound(facts: Facts) -> Diagnosis:
    told = [Evidence(_FAULTS[facts.pesel_fault])] if facts.pesel_fault in _FAULTS else [Evidence(Fact.NOBODY_FOUND)]
    if facts.similar_pesel:
        told.append(Evidence(Fact.SIMILAR_PESEL))
    if facts.pesel_fault is not None or facts.similar_pesel:
        return Diagnosis(Cause.PESEL_FORM, NextStep.CHECK_PESEL, told)
    return Diagnosis(Cause.NOT_IN_REGISTER, NextStep.SEARCH_BY_NAME, told)


_FAULTS: dict[PeselFault | None, Fact] = {
    PeselFault.LENGTH: Fact.PESEL_LENGTH,
    PeselFault.CHECKSUM: Fact.PESEL_CHECKSUM,
    PeselFault.BIRTH_DATE: Fact.PESEL_BIRTH_DATE,
}


def _pending(person: PersonFacts) -> bool:
    return person.state is AccountState.PENDING


def _refused(person: PersonFacts, _now: datetime) -> bool:
    return _pending(person) and person.letter is not None and person.letter.delivery is Delivery.REFUSED


def _link_over(person: PersonFacts, now: datetime) -> bool:
    return _pending(person) and (person.link_ends_at is None or person.link_ends_at <= now)


def _mailbox_dead(person: PersonFacts, _now: datetime) -> bool:
    return person.mailbox is not None and person.mailbox.delivery is Delivery.REFUSED


_CAUSES: Sequence[tuple[Cause, Callable[[PersonFacts, datetime], bool]]] = (
    (Cause.SUSPENDED, lambda person, _: person.suspended_at is not None),
    (Cause.ALL_NUMBERS_REMOVED, lambda person, _: not person.has_number),
    (Cause.LETTER_REFUSED, _refused),
    (Cause.LINK_EXPIRED, _link_over),
    (Cause.PENDING, lambda person, _: _pending(person)),
    (Cause.THROTTLED, lambda person, _: bool(person.waits) and person.frozen_at is None),
    (Cause.PESEL_FORM, lambda person, _: person.by_former_pesel),
    (Cause.NEVER_CLAIMED, lambda person, _: person.state is AccountState.NONE),
    (Cause.SECOND_STEP_LOST, lambda person, _: person.second_step_lost and person.frozen_at is None),
    (Cause.MAILBOX_DEAD, _mailbox_dead),
)
_STEPS = {
    Cause.SUSPENDED: NextStep.RESTORE_ACCOUNT,
    Cause.ALL_NUMBERS_REMOVED: NextStep.EXPLAIN_REMOVAL,
    Cause.LETTER_REFUSED: NextStep.CORRECT_ADDRESS,
    Cause.LINK_EXPIRED: NextStep.RESEND_ACTIVATION,
    Cause.THROTTLED: NextStep.LIFT_THROTTLE,
    Cause.PESEL_FORM: NextStep.USE_PRESENT_PESEL,
    Cause.SECOND_STEP_LOST: NextStep.RECOVER_ACCESS,
    Cause.MAILBOX_DEAD: NextStep.RECOVER_ACCESS,
    Cause.NOTHING_WRONG: NextStep.SEND_PASSWORD_LINK,
}


def _step(cause: Cause, person: PersonFacts) -> NextStep:
    if cause is Cause.PENDING:
        under_way = person.letter is not None and person.letter.delivery in _UNDER_WAY
        return NextStep.WAIT_FOR_LETTER if under_way else NextStep.RESEND_ACTIVATION
    if cause is Cause.NEVER_CLAIMED:
        return NextStep.ASK_ADMINISTRATOR if person.first_login_closed else NextStep.SIGN_IN_FIRST_TIME
    return _STEPS[cause]


_UNDER_WAY = (Delivery.UNDER_WAY, Delivery.HELD, Delivery.DEFERRED)
_LETTER = {
    Delivery.UNDER_WAY: Fact.LETTER_UNDER_WAY,
    Delivery.HELD: Fact.LETTER_HELD,
    Delivery.DEFERRED: Fact.LETTER_DEFERRED,
    Delivery.ACCEPTED: Fact.LETTER_ACCEPTED,
    Delivery.REFUSED: Fact.LETTER_REFUSED,
    Delivery.GAVE_UP: Fact.LETTER_GAVE_UP,
}
_MAILBOX = {Delivery.REFUSED: Fact.MAILBOX_REFUSED, Delivery.GAVE_UP: Fact.MAILBOX_NOT_REACHED}


def _evidence(person: PersonFacts, now: datetime) -> list[Evidence]:
    return [*_of_register(person), *_of_account(person, now), *_of_door(person)]


def _of_register(person: PersonFacts) -> list[Evidence]:
    told = [Evidence(Fact.NUMBERS_IN_FORCE if person.has_number else Fact.NO_NUMBER_IN_FORCE)]
    if person.by_former_pesel:
        told.append(Evidence(Fact.FORMER_PESEL))
    if person.state is AccountState.NONE:
        told.append(Evidence(Fact.NO_ACCOUNT))
        told += [Evidence(Fact.FIRST_LOGIN_CLOSED)] if person.first_login_closed else []
    return told


def _of_account(person: PersonFacts, now: datetime) -> list[Evidence]:
    moments = (
        (Fact.REGISTERED, person.registered_at),
        (Fact.ACTIVATED, person.activated_at),
        (Fact.SIGNED_IN, person.signed_in_at),
    )
    told = [Evidence(fact, at) for fact, at in moments if at]
    if not _pending(person):
        return told
    if person.letter is not None:
        told.append(Evidence(_LETTER[person.letter.delivery], person.letter.at))
    if person.link_ends_at is not None:
        told.append(
            Evidence(Fact.LINK_ENDED if person.link_ends_at <= now else Fact.LINK_VALID_UNTIL, person.link_ends_at)
        )
    return told


def _of_door(person: PersonFacts) -> list[Evidence]:
    told = [Evidence(Fact.SUSPENDED, person.suspended_at)] if person.suspended_at else []
    if person.frozen_at is not None:
        told.append(Evidence(Fact.FROZEN, person.frozen_at))
    if person.waits:
        wait = next((wait for wait in person.waits if wait.everywhere), person.waits[0])
        told.append(Evidence(Fact.THROTTLED_EVERYWHERE if wait.everywhere else Fact.THROTTLED_HERE, wait.until))
    if person.second_step_lost:
        told.append(Evidence(Fact.SECOND_STEP_LOST))
    if person.mailbox is not None and person.mailbox.delivery in _MAILBOX:
        told.append(Evidence(_MAILBOX[person.mailbox.delivery], person.mailbox.at))
    return told
