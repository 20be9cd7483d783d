"""Keeping proofs and ending them; `accounts.guarded` alone asks for them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import update

from examportal.accounts.proofs import rules
from examportal.accounts.proofs.models import Proof
from examportal.accounts.proofs.rules import EVERY_ACT, Approval, Basis, GuardedAct, Source
from examportal.core import clock
from examportal.db import db
from examportal.journal.rules import Actor


def prove_by_code(examiner_id: int, reference: str, clerk: Actor, valid_until: datetime) -> Proof:
    """Let a clerk do what the owner of an account asks for, in this session, until the code's hour is over.

    `reference` is the id of the code; `clerk` is somebody of the staff, with the session. The caller holds the
    person's row, has compared the code, and leaves the line in the journal.
    """
    now = clock.now()
    return _keep(
        examiner_id=examiner_id,
        source=str(Source.SUPPORT_CODE),
        reference=reference,
        acts=rules.acts_text(EVERY_ACT),
        member_id=clerk.id,
        session_id=clerk.session,
        proposed_by=str(clerk),
        approved_by=str(clerk),
        basis=str(Basis.SUPPORT_CODE),
        made_at=now,
        valid_from=now,
        valid_until=valid_until,
    )


def prove_by_case(
    examiner_id: int, case_number: str, acts: Collection[GuardedAct], **approval: Unpack[Approval]
) -> Proof:
    """Let whoever may do some acts do them for a person because of an approved case; raises OwnProposal.

    The caller holds the person's row and leaves the line in the journal.
    """
    rules.check_approval(approval)
    return _keep(
        examiner_id=examiner_id,
        source=str(Source.RECOVERY_CASE),
        reference=case_number,
        acts=rules.acts_text(acts),
        proposed_by=str(approval["proposed_by"]),
        approved_by=str(approval["approved_by"]),
        basis=str(approval["basis"]),
        made_at=clock.now(),
        valid_from=approval["valid_from"],
        valid_until=approval["valid_until"],
    )


def end_of_case(case_number: str) -> None:
    """Let the proofs of a case count no more: it was vetoed, or what it was for is done."""
    _end((Proof.source == str(Source.RECOVERY_CASE)) & (Proof.reference == case_number))


def end_by_code(examiner_id: int) -> None:
    """Let what codes have proved count no more: the code has ended, or the account is closed."""
    _end((Proof.source == str(Source.SUPPORT_CODE)) & (Proof.examiner_id == examiner_id))


def _keep(**values: Any) -> Proof:
    proof = Proof(**values)
    db.session.add(proof)
    db.session.flush()
    return proof


def _end(those: Any) -> None:
    ended = update(Proof).where(those, Proof.ended_at.is_(None)).values(ended_at=clock.now())
    db.session.execute(ended.execution_options(synchronize_session=False))
