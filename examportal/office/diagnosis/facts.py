"""Gathers what the diagnosis decides on, from every room that knows something."""

import re
from dataclasses import dataclass, replace

from examportal.accounts import queries as keys
from examportal.accounts.models import Account
from examportal.accounts.rules import state_of
from examportal.config import settings
from examportal.core import clock
from examportal.core import pesel as pesels
from examportal.core.pesel import PeselError, PeselFault
from examportal.office.diagnosis import queries
from examportal.office.diagnosis.rules import Diagnosis, Facts, PersonFacts, diagnose
from examportal.onboarding.rules import first_login_is_open
from examportal.register import queries as register
from examportal.register.models import Examiner
from examportal.register.rules import PersonalData
from examportal.throttle import service as throttle

_DIGITS_OF_PESEL = re.compile(r"[0-9]{9,13}")
_MISTYPED = re.compile(r"(?=(?:.*[0-9]){8})[0-9A-Za-z]{11}")
_NEARLY = range(10, 13)


@dataclass(frozen=True)
class Why:
    """The diagnosis of whom the typed text names; `examiner_id` is None when that is nobody."""

    examiner_id: int | None
    diagnosis: Diagnosis


def why(typed: str) -> Why:
    """Return why whoever has this PESEL, registry number or login number cannot sign in."""
    found = register.find_by_login_or_number(typed)
    if found is None:
        return Why(None, diagnose(_unfound(typed)))
    person = register.get_examiner(found.unified_into or found.id)
    return Why(person.id, why_person(person.id, typed))


def why_person(examiner_id: int, typed: str = "") -> Diagnosis:
    """Return why a person of the register cannot sign in; `typed` is what they were looked up by, if anything."""
    person = register.get_examiner(examiner_id)
    return diagnose(Facts(clock.now(), _of_person(person, typed)))


def door_marks(person: Examiner) -> list[str]:
    """Return the digests of what the person may type at the door, as `entrance` makes them."""
    pesel = PersonalData.from_document(person.unseal()).pesel
    return [register.pesel_index(login) for login in (pesel, person.login_number) if login]


def pesel_fault(typed: str) -> PeselFault | None:
    """Return what is wrong with a text that was meant as a PESEL; None when it is sound or was meant as another."""
    bare = pesels.normalise(typed)
    is_meant = _DIGITS_OF_PESEL.fullmatch(bare) and (bare == typed.strip() or len(bare) == len("YYMMDDSSSSC"))
    if not (is_meant or _MISTYPED.fullmatch(bare)):
        return None
    try:
        pesels.read(bare, today=clock.today(), min_age=settings().min_age)
    except PeselError as error:
        return error.fault
    return None


def _unfound(typed: str) -> Facts:
    bare = pesels.normalise(typed)
    near = pesels.one_slip_away(bare) if bare.isdecimal() and len(bare) in _NEARLY else set()
    similar = bool(near) and bool(register.known_people([register.pesel_index(other) for other in near]))
    return Facts(clock.now(), pesel_fault=pesel_fault(typed), similar_pesel=similar)


def _of_person(person: Examiner, typed: str) -> PersonFacts:
    account, suspension = keys.find_account(person.id), keys.find_suspension(person.id)
    last_day = settings().first_login_until
    closed = last_day if not first_login_is_open(last_day, clock.today()) else None
    marks = door_marks(person)
    typed_index = register.pesel_index(pesels.normalise(typed))
    known = PersonFacts(
        state=state_of(keys.key_facts(account)),
        suspended_at=suspension.suspended_at if suspension else None,
        has_number=register.has_active_number(person.id),
        first_login_closed=closed,
        by_former_pesel=typed_index not in marks and typed_index in register.aliases_of(person.id),
        waits=throttle.waits(marks, clock.now()),
    )
    return _with_account(known, account) if account and account.withdrawn_at is None else known


def _with_account(known: PersonFacts, account: Account) -> PersonFacts:
    is_active = account.activated_at is not None
    about = f"examiner:{account.examiner_id}"
    return replace(
        known,
        registered_at=account.registered_at,
        activated_at=account.activated_at,
        frozen_at=account.frozen_at,
        signed_in_at=queries.last_sign_in(account.id),
        letter=None if is_active else queries.newest_activation_letter(account),
        link_ends_at=None if is_active else queries.links_end(account),
        mailbox=queries.newest_letter_to(account, about) if is_active else None,
        second_step_lost=is_active and queries.is_second_step_lost(account, about),
    )
