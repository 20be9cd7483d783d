"""Noting proofs, calling back, telling a masked address, and the office's list of kinds of proof."""

from examportal.accounts import guarded
from examportal.accounts import queries as keys
from examportal.accounts.proofs.rules import GuardedAct
from examportal.config import settings
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.recovery import queries
from examportal.recovery.models import CaseProof, OwnProofKind, RecoveryCase
from examportal.recovery.proving.rules import ProofCode, ProofKind, points_of, proof_kinds
from examportal.recovery.rules import BEFORE_PROPOSAL, ENDED, NobodyMatched, NotEnough, NotNow, State
from examportal.recovery.service import begin, record

_WORKED_ON = tuple(BEFORE_PROPOSAL)


class AlreadyNoted(Refusal):
    """A proof of this kind counts already."""


class NoPhoneOnFile(Refusal):
    """There is no number that was known before the case: nobody can be called back."""


class CodeNeeded(Refusal):
    """No support code of the person holds in this session of the staff."""


def kinds() -> list[ProofKind]:
    """Return the kinds of proof in force."""
    return proof_kinds(queries.changed_kinds())


def note(case_id: int, code: str, words: str, actor: Actor) -> None:
    """Note a proof; `actor` is somebody of the staff, with the session.

    Raises CaseUnknown, NotNow (also when the kind is not in use), NobodyMatched, AlreadyNoted, NoPhoneOnFile,
    CodeNeeded, or OwnCase.
    """
    case, told = begin(case_id, actor, *_WORKED_ON)
    if case.examiner_id is None:
        raise NobodyMatched
    kind = next((one for one in kinds() if one.code == code and one.in_use), None)
    if kind is None:
        raise NotNow
    if any(one.kind == code for one in queries.proofs_of(case.id)):
        raise AlreadyNoted
    if code == ProofCode.CALL_BACK and not told.known.phones:
        raise NoPhoneOnFile
    if code == ProofCode.SUPPORT_CODE and not _has_shown_code(case.examiner_id, actor):
        raise CodeNeeded
    proof = CaseProof(case_id=case.id, kind=code, points=kind.points, noted_by=actor.id, noted_at=clock.now())
    proof.seal({"note": words})
    db.session.add(proof)
    record(Event.CASE_PROOF_NOTED, case, actor, kind=code)


def take_back(case_id: int, proof_id: int, actor: Actor) -> None:
    """Let a proof that was noted by mistake count no more; raises CaseUnknown, NotNow or OwnCase."""
    case, _ = begin(case_id, actor, *_WORKED_ON)
    proof = next((one for one in queries.proofs_of(case.id) if one.id == proof_id), None)
    if proof is None:
        raise NotNow
    proof.taken_back_at = clock.now()
    record(Event.CASE_PROOF_TAKEN_BACK, case, actor, kind=proof.kind)


def show_phones(case_id: int, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the numbers that may be called back, each with its source, and note who looked.

    They were on file before the case; the one that was told in it is none of them, unless it was known before. Raises
    CaseUnknown, NotNow, NobodyMatched, NoPhoneOnFile or OwnCase.
    """
    case, told = begin(case_id, actor, *_WORKED_ON)
    if case.examiner_id is None:
        raise NobodyMatched
    if not told.known.phones:
        raise NoPhoneOnFile
    record(Event.CASE_PHONE_SHOWN, case, actor)
    return told.known.phones


def tell_address(case_id: int, actor: Actor) -> str | None:
    """Return the address of the account, for the page to mask and the clerk to tell, and note it; only after proofs.

    None without an account. Raises CaseUnknown, NotNow, NobodyMatched, NotEnough or OwnCase.
    """
    case, _ = begin(case_id, actor, *(set(State) - ENDED))
    if case.examiner_id is None:
        raise NobodyMatched
    check_enough(case)
    account = keys.find_account(case.examiner_id)
    record(Event.CASE_ADDRESS_TOLD, case, actor)
    return account.email if account is not None else None


def check_enough(case: RecoveryCase) -> None:
    """Let a case be decided whose proofs are worth what the board asks for; raises NotEnough."""
    if points(case) < settings().recovery_points:
        raise NotEnough


def points(case: RecoveryCase) -> int:
    """Return what the proofs of a case are worth together."""
    return points_of((one.kind, one.points) for one in queries.proofs_of(case.id))


def save_kind(kind: ProofKind, actor: Actor) -> None:
    """Change a kind of proof, or add one of the office's own when it has no code yet."""
    code = kind.code or _free_code()
    row = queries.find_kind(code) or OwnProofKind(code=code)
    row.label, row.points, row.in_use = kind.label, kind.points, kind.in_use
    db.session.add(row)
    journal.record(Event.PROOF_KINDS_CHANGED, actor, kind=code, points=kind.points, in_use=kind.in_use)


def _free_code() -> str:
    known = {kind.code for kind in queries.changed_kinds()}
    return next(code for number in range(1, len(known) + 2) if (code := f"own_{number}") not in known)


def _has_shown_code(examiner_id: int, actor: Actor) -> bool:
    """Tell whether a support code holds here: before the case is decided nothing else opens the address."""
    is_active = guarded.has_active_account(examiner_id)
    return is_active and not guarded.is_closed(examiner_id, GuardedAct.EMAIL, actor)
