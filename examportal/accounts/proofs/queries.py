"""Every select on proofs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from examportal.accounts import queries as keys
from examportal.accounts.proofs import rules
from examportal.accounts.proofs.models import Proof
from examportal.accounts.proofs.rules import GuardedAct, ProofFacts, Source
from examportal.accounts.staff.models import StaffSession
from examportal.db import db
from examportal.journal.rules import Actor


def find_valid(examiner_id: int, act: GuardedAct, actor: Actor, now: datetime) -> Proof | None:
    """Find the newest proof that lets an actor do an act for a person now."""
    return next(_valid(examiner_id, act, actor, now), None)


def find_by_code(examiner_id: int, actor: Actor, now: datetime) -> Proof | None:
    """Find the proof by code that holds for an actor now; a code is good for every act."""
    valid = _valid(examiner_id, GuardedAct.DISCLOSURE, actor, now)
    return next((proof for proof in valid if proof.source == Source.SUPPORT_CODE), None)


def made_by_code(reference: str) -> Sequence[Proof]:
    """Return what was proved by a code, ended or not, the last one first."""
    own = (Proof.source == str(Source.SUPPORT_CODE)) & (Proof.reference == reference)
    return db.session.scalars(select(Proof).where(own).order_by(Proof.id.desc())).all()


def _valid(examiner_id: int, act: GuardedAct, actor: Actor, now: datetime) -> Iterator[Proof]:
    running = select(Proof, StaffSession).join(StaffSession, StaffSession.id == Proof.session_id, isouter=True)
    theirs = (Proof.examiner_id == examiner_id) & Proof.ended_at.is_(None) & (Proof.valid_until > now)
    query = running.where(theirs).order_by(Proof.id.desc())
    is_open = _is_open(examiner_id)
    for proof, session in db.session.execute(query, execution_options={"populate_existing": True}):
        if rules.holds(_facts(proof, session, now, is_open=is_open), act, actor, now):
            yield proof


def _facts(proof: Proof, session: StaffSession | None, now: datetime, *, is_open: bool) -> ProofFacts:
    return ProofFacts(
        Source(proof.source),
        rules.acts_in(proof.acts),
        proof.valid_from,
        proof.valid_until,
        proof.ended_at,
        proof.session_id,
        session_runs=session is not None and session.ended_at is None and session.expires_at > now,
        is_open=is_open,
    )


def _is_open(examiner_id: int) -> bool:
    account = keys.find_account(examiner_id)
    return account is not None and account.frozen_at is None and not keys.is_suspended(examiner_id)
