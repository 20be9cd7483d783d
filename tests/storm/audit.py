"""What the database tells after a storm: is everything whole, and does it hold what people were told?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import InstrumentedAttribute

from examportal.accounts.models import Account, Acknowledgement, SignInSession
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs.models import Job
from examportal.journal.models import JournalPayload
from examportal.journal.rules import Event, Result
from examportal.journal.service import verify
from examportal.mail.models import DeliveryAttempt, OutgoingLetter
from examportal.onboarding.models import ActivationLink, Claim
from examportal.profile.models import Profile
from tests.letters import links_in
from tests.smtp import CatchingServer, run_worker
from tests.storm.journey import ACTIVATED, REGISTERED, SIGNED_IN, Tally
from tests.walks.office import link, plain

Subjects = Counter[str]


@dataclass(frozen=True)
class Findings:
    """What an audit has found: lists of whom it concerns, and numbers."""

    journeys: int
    lines_broken: int
    sent_away: int
    gave_up_waiting: int
    missing: list[str]
    half_done: list[str]
    stuck: int
    second_copies: int

    def is_clean(self) -> bool:
        """Tell whether nothing was lost, halved or left lying."""
        return not (self.missing or self.half_done or self.stuck)

    def figures(self) -> dict[str, int]:
        """Return everything as numbers."""
        return {
            "journeys": self.journeys,
            "lines_broken": self.lines_broken,
            "sent_away": self.sent_away,
            "gave_up_waiting": self.gave_up_waiting,
            "confirmed_but_missing": len(self.missing),
            "half_done": len(self.half_done),
            "stuck": self.stuck,
            "second_copies": self.second_copies,
        }


def findings(app: Flask, server: CatchingServer, tally: Tally) -> Findings:
    """Let one lease pass and the worker do what is left, then look at everything."""
    let_leases_run_out()
    run_worker(app)
    return Findings(
        tally.total(SIGNED_IN),
        tally.lines_broken,
        tally.sent_away,
        tally.gave_up_waiting,
        missing(tally),
        half_done(),
        stuck(),
        second_copies(server).total(),
    )


def half_done() -> list[str]:
    """Return about whom the tables and the journal tell different things; reads the whole journal on the way."""
    db.session.rollback()
    verify()
    registrations = (
        _accounts(),
        _of_people(Profile.examiner_id),
        _of_accounts(ActivationLink.account_id),
        _of_accounts(Acknowledgement.account_id),
        Counter(str(about) for (about,) in db.session.query(OutgoingLetter.about).filter_by(kind="activation")),
        _told(Event.REGISTRATION_SAVED),
        _told(Event.NOTICE_ACKNOWLEDGED),
    )
    return sorted(
        _disagreeing(*registrations)
        | _disagreeing(_activated(), _told(Event.ACTIVATION))
        | _disagreeing(_of_people(Claim.examiner_id), _told(Event.CLAIM))
        | _disagreeing(_of_accounts(SignInSession.account_id), _told(Event.SIGN_IN))
    )


def missing(tally: Tally) -> list[str]:
    """Return about whom the portal has said "done" and the database does not know it."""
    db.session.rollback()
    kept = {REGISTERED: _accounts(), ACTIVATED: _activated(), SIGNED_IN: _of_accounts(SignInSession.account_id)}
    return [f"{act}: {subject}" for act, told in tally.confirmed.items() for subject in told - kept[act]]


def stuck() -> int:
    """Return how many letters are neither accepted nor given up, and how many jobs somebody still holds."""
    db.session.rollback()
    waiting = db.session.query(OutgoingLetter).filter_by(accepted_at=None, given_up_at=None).count()
    return waiting + db.session.query(Job).filter(Job.lease_until.is_not(None)).count()


def waiting_recipients() -> list[str]:
    """Return whose letters are not accepted yet, as far as anybody has written down."""
    db.session.rollback()
    waiting = db.session.query(OutgoingLetter.recipient).filter_by(accepted_at=None, given_up_at=None)
    waiting = waiting.filter(~OutgoingLetter.attempts.any(DeliveryAttempt.verdict == "done"))
    return [recipient for (recipient,) in waiting.order_by(OutgoingLetter.id)]


def let_leases_run_out() -> None:
    """Let the lease of every claimed job be over, and the pause of every other one."""
    past = clock.now() - timedelta(seconds=1)
    db.session.rollback()
    with transaction():
        db.session.execute(update(Job).where(Job.lease_until.is_not(None)).values(lease_until=past))
        db.session.execute(update(Job).where(Job.kind == "deliver_letter").values(due_at=past))


def second_copies(server: CatchingServer) -> Counter[str]:
    """Return, by Message-ID, how many copies came too many; each copy must say the same and have the same link."""
    copies: dict[str, list[tuple[str, ...]]] = {}
    for message in server.messages:
        leads_to = link(message) if links_in(plain(message)) else ""  # the one with the login number has no link
        told = (message["To"], message["Subject"], message["Date"], plain(message), leads_to)
        copies.setdefault(message["Message-ID"], []).append(told)
    assert all(len(set(told)) == 1 for told in copies.values())
    kinds = {(message["To"], message["Subject"]) for message in server.messages}
    assert len(kinds) == len(copies)  # one letter of a kind a person
    return Counter({message_id: len(told) - 1 for message_id, told in copies.items() if len(told) > 1})


def _disagreeing(*tellings: Subjects) -> set[str]:
    return {subject for subject in set().union(*tellings) if len({telling[subject] for telling in tellings}) > 1}


def _accounts() -> Subjects:
    return _of_people(Account.examiner_id)


def _activated() -> Subjects:
    return _subjects(row[0] for row in db.session.query(Account.examiner_id).filter(Account.activated_at.is_not(None)))


def _of_people(column: InstrumentedAttribute[int]) -> Subjects:
    return _subjects(row[0] for row in db.session.query(column))


def _of_accounts(column: InstrumentedAttribute[int]) -> Subjects:
    owners = dict(db.session.query(Account.id, Account.examiner_id).all())
    return _subjects(owners[row[0]] for row in db.session.query(column))


def _told(event: Event) -> Subjects:
    done = db.session.query(JournalPayload.subject).filter_by(event=str(event), result=str(Result.DONE))
    return Counter(str(row[0]) for row in done)


def _subjects(examiner_ids: Iterable[int]) -> Subjects:
    return Counter(f"examiner:{examiner_id}" for examiner_id in examiner_ids)
