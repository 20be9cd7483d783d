"""The move: what becomes of each account, ordering it, writing the invitations and the letters to everybody."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from examportal.accounts.staff.rules import Role, read_address, staff_ids
from examportal.accounts.staff.service import members
from examportal.accounts.staff.service.members import AlreadyInvited
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock, tokens
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.jobs.service import enqueue
from examportal.journal import service as journal
from examportal.journal.rules import COMMAND, Actor, Event
from examportal.legacy import letters
from examportal.legacy.moving import queries, rules
from examportal.legacy.moving.models import AccountWord, MovedAccount, RightRole
from examportal.legacy.moving.rules import PAGE_LIFETIME, Candidate, Move, Outcome
from examportal.legacy.staging import queries as staged
from examportal.legacy.staging import service as staging
from examportal.mail import service as post_office
from examportal.mail.pacing import service as pacing
from examportal.mail.rules import domain_of

MOVE = "legacy.move_accounts"
TELL = "legacy.tell_owners"
"""The kinds of job that write invitations, and letters to everybody."""
_LETTERS_AT_A_TIME = 20


class OtherPlan(Refusal):
    """What becomes of the accounts is not what was shown."""


def plan(file_id: int) -> list[Move]:
    """Return what becomes of each account of a file, by login; raises FileUnknown."""
    file = staged.get_file(file_id)
    found = []
    for row in staged.all_accounts(file_id):
        account = staging.account_of(row)
        found.append(Candidate(row.id, account, staging.judged(row, file, account)))
    moved = queries.moved_logins([one.account.login for one in found])
    candidates = [_candidate(one, moved.get(one.account.login)) for one in found]
    staff = queries.staff_addresses([one.address for one in candidates if one.address])
    return rules.plan(candidates, staff, queries.roles_by_right())


def plan_of(account_id: int) -> Move:
    """Return what becomes of one account, but for its address that another account may have."""
    row = queries.account_by_id(account_id)
    account = staging.account_of(row)
    judged = staging.judged(row, staged.get_file(row.file_id), account)
    moved = queries.moved_logins([row.login]).get(row.login)
    one = _candidate(Candidate(row.id, account, judged), moved)
    staff = queries.staff_addresses([one.address]) if one.address else set()
    return rules.plan([one], staff, queries.roles_by_right())[0]


def digest_of(moves: Sequence[Move]) -> str:
    """Return what whoever confirms has seen: SHA-256 over what becomes of each account, its role and its address."""
    told = [
        [one.candidate.account.login, str(one.outcome), one.role and str(one.role), one.candidate.account.email]
        for one in moves
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def order(file_id: int, digest: str, actor: Actor) -> int:
    """Have the accounts moved that move; return how many that are now. Raises OtherPlan, FileUnknown.

    What waits from an earlier order that was not carried out goes on in the name of whoever orders now.
    """
    staged.get_file(file_id)
    queries.lock_file(file_id)
    moves = plan(file_id)
    if digest_of(moves) != digest:
        raise OtherPlan
    fresh = [one for one in moves if one.outcome is Outcome.MOVES and not one.is_done]
    now = clock.now()
    for one in fresh:
        candidate = one.candidate
        row = {"login": candidate.account.login, "account_id": candidate.account_id, "role": str(one.role)}
        db.session.add(MovedAccount(**row, actor=str(actor), ordered_at=now))
    for move_id in queries.waiting_moves(file_id, len(moves)):
        queries.get_move_for_change(move_id).actor = str(actor)
    db.session.flush()
    journal.record(Event.OLD_ACCOUNTS_MOVED, actor, subject=f"old_file:{file_id}", count=len(fresh))
    enqueue(MOVE, file_id)
    return len(fresh)


def invite(move_id: int) -> None:
    """Write the invitation of one account that moves, in the name of whoever ordered it; once is enough.

    Raises members.NotAllowed.
    """
    move = queries.get_move_for_change(move_id)
    if move.member_id is not None or move.outcome is not None:
        return
    actor = actor_of(move.actor)
    account = staging.account_of(queries.account_by_id(move.account_id))
    address = read_address(account.email) or ""
    try:
        move.member_id = members.invite(address, account.name or account.login, Role(move.role), actor).id
    except AlreadyInvited:
        move.outcome = str(Outcome.ALREADY_STAFF)
    journal.record(
        Event.OLD_ACCOUNT_MOVED,
        actor,
        subject=f"old_account:{move.account_id}",
        role=move.role,
        reason=move.outcome,
    )


def set_roles(roles: Mapping[str, Role | None], actor: Actor) -> None:
    """Say which right leads to which role, None: to none; rights that are not named stay as they are."""
    before = queries.roles_by_right()
    for right, role in sorted(roles.items()):
        if before.get(right) is role:
            continue
        db.session.execute(delete(RightRole).where(RightRole.right == right))
        if role is not None:
            db.session.add(RightRole(right=right, role=str(role)))
        was = str(before[right]) if right in before else None
        journal.record(Event.OLD_RIGHT_LEADS_TO, actor, kind=right, before=was, after=role and str(role))


def to_tell(moves: Sequence[Move]) -> tuple[list[Move], list[Move]]:
    """Return whom a letter can reach that was not written before: those who move, and those who do not."""
    told = queries.words_among([one.candidate.account_id for one in moves])
    reached = [one for one in moves if one.candidate.address and one.candidate.account_id not in told]
    moving = [one for one in reached if one.outcome is Outcome.MOVES]
    return moving, [one for one in reached if one.outcome is not Outcome.MOVES]


def order_letters(file_id: int, *, moving: bool, people: int, actor: Actor) -> None:
    """Have letters written to the owners of accounts that move, or do not; `people` is how many were shown.

    Raises OtherPlan, FileUnknown.
    """
    staged.get_file(file_id)
    queries.lock_file(file_id)
    those_who_move, others = to_tell(plan(file_id))
    chosen = those_who_move if moving else others
    if len(chosen) != people or not chosen:
        raise OtherPlan
    now = clock.now()
    for one in chosen:
        row = {"account_id": one.candidate.account_id, "outcome": str(one.outcome)}
        db.session.add(AccountWord(**row, actor=str(actor), ordered_at=now))
    db.session.flush()
    journal.record(Event.OLD_OWNERS_TOLD, actor, subject=f"old_file:{file_id}", count=people)
    enqueue(TELL, file_id)


def post_some_letters(file_id: int) -> bool:
    """Write some of the letters that were ordered; False when there are no more."""
    chosen = queries.waiting_words(file_id, _LETTERS_AT_A_TIME)
    accounts = queries.accounts_by_id([one.account_id for one in chosen])
    reached = [(one, staging.account_of(accounts[one.account_id])) for one in chosen]
    addresses = {one.id: read_address(account.email) or "" for one, account in reached}
    moments = pacing.reserve(Counter(map(domain_of, addresses.values())))
    for one, account in reached:
        token, expires_at, address = tokens.issue(), clock.now() + PAGE_LIFETIME, addresses[one.id]
        letter = letters.account_word(address, account.name or account.login, token, expires_at)
        due_at = moments[domain_of(address)].pop(0)
        one.letter_id = post_office.post(letter, actor=actor_of(one.actor), due_at=due_at).id
        one.token_digest, one.expires_at = tokens.digest(token), expires_at
    return bool(chosen)


def actor_of(stored: str) -> Actor:
    """Return who ordered something, from the form in which that is stored."""
    (member_id,) = staff_ids([stored]) or (None,)
    return COMMAND if member_id is None else staff_actor(member_id)


def _candidate(one: Candidate, moved: MovedAccount | None) -> Candidate:
    if moved is None or moved.outcome is not None:
        return one
    return Candidate(one.account_id, one.account, one.judged, Role(moved.role))
