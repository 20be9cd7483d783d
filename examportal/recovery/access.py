"""The link to a new password at the end of a case: sending it, and what whoever reads it may do once."""

from datetime import datetime

from examportal.accounts import queries as keys
from examportal.accounts.proofs import service as proofs
from examportal.accounts.regaining import regain
from examportal.accounts.service import examiner_actor
from examportal.core import clock, tokens
from examportal.core.errors import LinkExpired, LinkReplaced, LinkUsed
from examportal.db import db
from examportal.journal import hindsight
from examportal.journal.rules import Actor, Event
from examportal.mail import service as post_office
from examportal.recovery import letters, obstacles, queries
from examportal.recovery.models import AccessLink, RecoveryCase
from examportal.recovery.rules import NotNow, State, Told
from examportal.recovery.service import begin, hold, move
from examportal.register import queries as register


def send(case: RecoveryCase, told: Told, until: datetime, actor: Actor) -> None:
    """Write with the link to the address of a case that is held, or to that of the account where there is no other."""
    if case.examiner_id is None:
        raise NotNow
    token = tokens.issue()
    link = AccessLink(case_id=case.id, token_digest=tokens.digest(token), issued_at=clock.now(), expires_at=until)
    db.session.add(link)
    address = told.new_email or keys.get_account(case.examiner_id).email
    letter = letters.access(address, register.person_name(case.examiner_id), token, until)
    post_office.post(letter, actor=actor, about=str(examiner_actor(case.examiner_id)))


def ready(case_id: int, actor: Actor) -> tuple[RecoveryCase, Told]:
    """Return a case that is held and opened, for an act of the office; raises CaseUnknown, NotNow or OwnCase."""
    case, told = begin(case_id, actor, State.WAITING)
    if case.ready_at is None:
        raise NotNow
    return case, told


def check_link(link: AccessLink) -> RecoveryCase:
    """Return the case whose link may be used; raises LinkUsed, LinkReplaced or LinkExpired."""
    case = queries.get_case(link.case_id)
    newest = queries.newest_link(case.id)
    if link.used_at is not None:
        raise LinkUsed
    if State(case.state) is not State.WAITING or case.ready_at is None or newest is None or newest.id != link.id:
        raise LinkReplaced
    if not link.issued_at <= hindsight.latest() < link.expires_at:
        raise LinkExpired
    return case


def set_password(token: str, password_hash: str) -> None:
    """Give the person of a case the new password, and the account the address that the link has proved.

    Raises LinkUnknown, LinkUsed, LinkReplaced, LinkExpired, `recovery.obstacles.Obstructed`, or what
    `accounts.regaining.regain` raises.
    """
    case = hold(queries.get_link(token).case_id)
    link = queries.get_link(token)  # once more, behind the locks
    check_link(link)
    obstacles.check_way(case)
    if case.examiner_id is None:
        raise NotNow
    told = queries.told_in(case)
    email = told.new_email or keys.get_account(case.examiner_id).email
    regain(case.examiner_id, email, password_hash, steps_lost=told.steps_lost)
    link.used_at = clock.now()
    proofs.end_of_case(case.number)
    move(case, State.DONE, Event.CASE_DONE, examiner_actor(case.examiner_id))
