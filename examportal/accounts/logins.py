"""Login numbers of those who have an account: given at activation, told by letter, told again to whoever asks.

Whoever asks types a PESEL or an e-mail address. The request only writes that down; the worker looks whether there is
anybody to write to, so that nobody learns by words or time who has an account.
"""

from collections.abc import Sequence

from examportal.accounts import letters, queries, service
from examportal.accounts.models import Account, LoginRequest
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, WORKER, Actor, Event
from examportal.mail import service as post_office
from examportal.register import login_numbers
from examportal.register import queries as register

ANSWER = "accounts.answer_login_request"
"""The kind of job that answers one request."""
TOGETHER = 200
"""People who get their numbers in one transaction."""


def activate(account: Account) -> None:
    """Open an account for sign-in and tell its owner, at the address just proved, the login number."""
    service.activate(account)
    actor = service.examiner_actor(account.examiner_id)
    _give([account.examiner_id], actor)
    _tell(account, actor)


def give_missing() -> Outcome:
    """Give a login number to everybody who was activated without one, some at a time; no letters go out for it."""
    while _give_some():
        pass
    return Outcome(Verdict.DONE)


def ask(typed: str) -> None:
    """Note that somebody has typed a PESEL or an e-mail address and asks for the login number."""
    request = LoginRequest(asked_at=clock.now())
    request.seal({"typed": typed})
    db.session.add(request)
    db.session.flush()
    jobs.enqueue(ANSWER, request.id)
    journal.record(Event.LOGIN_NUMBER_ASKED, NOBODY)


def answer(request_id: int) -> None:
    """Write to the confirmed address of each active account that is meant; several may share an address."""
    request = db.session.get_one(LoginRequest, request_id)
    typed = request.unseal()["typed"]
    for account in queries.active_accounts(typed):
        register.get_for_change(account.examiner_id)
        _give([account.examiner_id], WORKER)
        _tell(account, WORKER)
    db.session.delete(request)


def _give_some() -> bool:
    with transaction():
        lacking = queries.some_without_login(TOGETHER)
        for examiner_id in lacking:
            register.get_for_change(examiner_id)
        _give(lacking, WORKER)
        return bool(lacking)


def _give(examiner_ids: Sequence[int], actor: Actor) -> None:
    for examiner_id in login_numbers.give(examiner_ids):
        service.record_for(Event.LOGIN_NUMBER_GIVEN, examiner_id, actor)


def _tell(account: Account, actor: Actor) -> None:
    number = register.get_examiner(account.examiner_id).login_number
    letter = letters.login_number(account.email, register.person_name(account.examiner_id), number or "")
    post_office.post(letter, actor=actor, about=str(service.examiner_actor(account.examiner_id)))
