"""Making support codes, ending them, and taking what a clerk was told.

Comparing stands outside any transaction (`find_fitting`); what came of it is recorded by `accept` or `refuse`. Who may
try how often is counted at the door.
"""

from hmac import compare_digest

from examportal.accounts import queries as keys
from examportal.accounts.halfway.rules import in_groups, new_code
from examportal.accounts.models import Account
from examportal.accounts.proofs import queries as proofs
from examportal.accounts.proofs import service as keeping_proofs
from examportal.accounts.service import record_for, record_own
from examportal.accounts.support_codes import keeping, queries, words
from examportal.accounts.support_codes.models import SupportCode
from examportal.accounts.support_codes.rules import CODE_LIFETIME, Confirmed, Use, WayInClosed
from examportal.core import clock
from examportal.core.sealed import SealBroken, new_row_key
from examportal.db import db, keyring
from examportal.journal import hindsight
from examportal.journal.rules import Actor, Event, Result
from examportal.register import queries as register

_NO_ROW = "0" * 32


def make(examiner_id: int) -> tuple[SupportCode, str]:
    """Make a code for an account, in place of the one before; return its row and its digits. Raises WayInClosed."""
    account = _hold(examiner_id)
    keeping.end_of(account)
    now, code, row_key = clock.now(), new_code(), new_row_key()
    row = SupportCode(
        account_id=account.id,
        row_key=row_key,
        code_digest=_digest(row_key, code),
        made_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    db.session.add(row)
    db.session.flush()
    record_own(Event.SUPPORT_CODE_MADE, examiner_id, code=row.id)
    return row, code


def sealed(code: SupportCode, digits: str) -> str:
    """Return the digits for the browser of their owner to keep, bound to their row."""
    return keyring().seal(digits, _binding(code))


def opened(code: SupportCode, kept: str) -> str | None:
    """Return the digits that a browser has kept, in groups; None when it has kept those of another code, or none."""
    try:
        return in_groups(keyring().open(kept, _binding(code)))
    except SealBroken:
        return None


def end(examiner_id: int) -> bool:
    """Let the code work no more, nor what it has proved; False when none did."""
    register.get_for_change(examiner_id)
    account = keys.get_account(examiner_id)
    ended = keeping.end_of(account)
    if ended:
        record_own(Event.SUPPORT_CODE_ENDED, examiner_id)
    return ended


def find_fitting(examiner_id: int, typed: str) -> int | None:
    """Return the id of the person's code when it is what was typed; it takes as long whether there is one or not."""
    row = queries.find_running(examiner_id, hindsight.latest())
    row_key, stored = (row.row_key, row.code_digest) if row else (_NO_ROW, "")
    fits = compare_digest(_digest(row_key, typed), stored)
    return row.id if row is not None and fits else None


def accept(examiner_id: int, code_id: int, clerk: Actor) -> Confirmed:
    """Let a clerk who typed the right code act for its owner; typed once more in one session it is one use.

    Raises WayInClosed when code or account were ended meanwhile.
    """
    _hold(examiner_id)
    code = queries.find_running(examiner_id, hindsight.latest())
    if code is None or code.id != code_id:
        raise WayInClosed
    known = confirmed(examiner_id, clerk)
    if known is not None:
        return known
    proof = keeping_proofs.prove_by_code(examiner_id, str(code.id), clerk, code.expires_at)
    record_for(Event.SUPPORT_CODE_ACCEPTED, examiner_id, clerk, code=code.id, shown=proof.id)
    return Confirmed(code.expires_at, _spoken(str(code.id), clerk.session))


def refuse(examiner_id: int, clerk: Actor) -> None:
    """Leave a trace of a wrong code; it ends nothing of its owner's."""
    record_for(Event.SUPPORT_CODE_REFUSED, examiner_id, clerk, result=Result.REFUSED)


def confirmed(examiner_id: int, clerk: Actor) -> Confirmed | None:
    """Tell whether a clerk talks to the owner of an account, by a code typed in this session that still counts."""
    proof = proofs.find_by_code(examiner_id, clerk, clock.now())
    return Confirmed(proof.valid_until, _spoken(proof.reference, clerk.session)) if proof else None


def uses_of(code: SupportCode) -> list[Use]:
    """Return who typed a code, the last one first."""
    used = proofs.made_by_code(str(code.id))
    return [Use(one.made_at, one.member_id or 0, _spoken(one.reference, one.session_id)) for one in used]


def _spoken(reference: str, session_id: int | None) -> str:
    """Return the words of one talk: only who knows the key can tell them, so a caller who does is at the board."""
    return words.two_words(keyring().blind_digest("support_words", f"{reference}:{session_id}"))


def _hold(examiner_id: int) -> Account:
    """Lock the person, then the account, as everywhere; raises WayInClosed."""
    register.get_for_change(examiner_id)
    found = keys.find_account(examiner_id)
    account = keys.get_account_for_change(found.id) if found else None
    is_open = account is not None and account.activated_at is not None and account.frozen_at is None
    if account is None or not is_open or keys.is_suspended(examiner_id):
        raise WayInClosed
    return account


def _binding(code: SupportCode) -> str:
    return f"support_code:{code.row_key}"


def _digest(row_key: str, code: str) -> str:
    return keyring().blind_index(f"support_code:{row_key}", code)
