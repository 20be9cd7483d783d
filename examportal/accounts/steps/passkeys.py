"""Passkeys: challenges, adding, showing, removing.

Showing one is a proof in three steps: `take` the challenge, which counts, in a transaction of its own; compare with
`shown_by`, outside any; `accept` the result in another, behind the lock on the owner.
"""

import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, update

from examportal.accounts.steps import ceremonies, queries, rules
from examportal.accounts.steps.models import Passkey, PasskeyChallenge
from examportal.accounts.steps.rules import (
    KeyTaken,
    KeyUnknown,
    Kind,
    NewKey,
    Owner,
    Party,
    ShownKey,
    TooManyKeys,
    Use,
)
from examportal.config import settings
from examportal.core import clock, tokens
from examportal.db import db, keyring
from examportal.journal import service as journal
from examportal.journal.rules import Event, Result

_CHALLENGE_BYTES = 32


@dataclass(frozen=True)
class Shown:
    """A passkey that was shown with the right signature: which row it is, whose, and what it said."""

    passkey_id: int
    kind: Kind
    owner_id: int
    key: ShownKey


def party() -> Party | None:
    """Return who asks for passkeys here, None where browsers know none."""
    return rules.party_of(settings().base_url)


def ask(purpose: str) -> str:
    """Make a challenge and return the token with which this browser, and no other one, answers it."""
    token = tokens.issue()
    db.session.add(
        PasskeyChallenge(
            token_digest=tokens.digest(token),
            purpose=purpose,
            challenge=secrets.token_bytes(_CHALLENGE_BYTES),
            expires_at=clock.now() + rules.CHALLENGE_LIFETIME,
        )
    )
    return token


def options_to_add(owner: Owner, name: str, token: str) -> str | None:
    """Return what the browser is asked in order to make a passkey, None when the challenge is over.

    `name` is what the authenticator will list the account by.
    """
    challenge, here = queries.find_challenge(token, rules.adding(owner), clock.now()), party()
    if challenge is None or here is None:
        return None
    names = (f"Portal egzaminatora, {settings().board_name}", name)
    there = [key.credential_id for key in queries.all_passkeys(owner)]
    return ceremonies.to_add(here, names, handle_of(owner), challenge, there)


def options_to_show(owner: Owner, token: str) -> str | None:
    """Return what the browser is asked in order to show one of an owner's passkeys, None when the challenge is over."""
    challenge, here = queries.find_challenge(token, rules.second_step(owner), clock.now()), party()
    if challenge is None or here is None:
        return None
    keys = [(key.credential_id, key.unseal().get("transports", [])) for key in queries.all_passkeys(owner)]
    return ceremonies.to_show(here, challenge, keys, verified=False)


def options_to_sign_in(kind: Kind, token: str) -> str | None:
    """Return what the browser is asked in order to show any passkey of its own, None when the challenge is over."""
    challenge, here = queries.find_challenge(token, rules.whole_sign_in(kind), clock.now()), party()
    return ceremonies.to_show(here, challenge, (), verified=True) if challenge and here else None


def take(token: str, purpose: str) -> bytes | None:
    """Use a challenge up, whatever the answer will be; None when it was used, has run out or was made for another end.

    In one statement, so that of many who bring one challenge only one is heard.
    """
    now = clock.now()
    this_one = update(PasskeyChallenge).where(queries.waiting(token, purpose, now)).values(used_at=now)
    return db.session.scalar(this_one.returning(PasskeyChallenge.challenge))


def made_by(answer: str, challenge: bytes | None) -> NewKey | None:
    """Return the passkey that a browser has made, None when its answer does not hold."""
    here = party()
    return ceremonies.read_new(answer, challenge, here) if challenge and here else None


def shown_by(answer: str, challenge: bytes | None, *, verified: bool) -> Shown | None:
    """Return the passkey that a browser has shown, None when its answer does not hold.

    With `verified` PIN or finger were asked for, and the answer must say whose the key is, since nobody else has.
    """
    here, claimed = party(), ceremonies.credential_in(answer)
    row = queries.find_passkey(claimed) if claimed else None
    if challenge is None or here is None or row is None:
        return None
    key = ceremonies.read_shown(answer, challenge, here, row.public_key, verified=verified)
    if key is None or key.credential_id != row.credential_id:
        return None
    kind = Kind.ACCOUNT if row.account_id is not None else Kind.MEMBER
    owner_id = row.account_id or row.member_id or 0
    says_whose = key.user_handle is not None
    if (says_whose or verified) and not hmac.compare_digest(key.user_handle or b"", _handle(kind, owner_id)):
        return None
    return Shown(row.id, kind, owner_id, key)


def add(owner: Owner, made: NewKey, name: str) -> None:
    """Keep a new passkey; the caller holds the owner's row. Raises KeyTaken or TooManyKeys."""
    if queries.is_known_credential(made.credential_id):
        raise KeyTaken
    if len(queries.all_passkeys(owner)) >= rules.MOST_PASSKEYS:
        raise TooManyKeys
    key = Passkey(
        **{owner.kind: owner.id},
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        added_at=clock.now(),
    )
    key.seal({"name": name, "transports": list(made.transports)})
    db.session.add(key)
    db.session.flush()
    journal.record(Event.PASSKEY_ADDED, owner.actor, subject=str(owner.actor))


def accept(owner: Owner, shown: Shown | None) -> Use:
    """Take a passkey that was shown, when it is the owner's and still in use; the caller holds the owner's row.

    COPIED when its counter has gone back: two devices hold it, and nobody knows which of them is the owner's. What is
    not accepted leaves a trace.
    """
    if shown is None or (shown.kind, shown.owner_id) != (owner.kind, owner.id):
        return _refused(owner, Use.REFUSED)
    key = queries.find_passkey_of(owner, shown.passkey_id)
    if key is None:
        return _refused(owner, Use.REFUSED)
    if not rules.counter_goes_on(key.sign_count, shown.key.sign_count):
        return _refused(owner, Use.COPIED)
    key.sign_count, key.last_used_at = shown.key.sign_count, clock.now()
    journal.record(Event.PASSKEY_USED, owner.actor, subject=str(owner.actor))
    return Use.ACCEPTED


def remove(owner: Owner, passkey_id: int) -> None:
    """Let a passkey count no more; the caller holds the owner's row. Raises KeyUnknown."""
    key = queries.find_passkey_of(owner, passkey_id)
    if key is None:
        raise KeyUnknown
    key.ended_at, key.sealed = clock.now(), None
    db.session.flush()
    journal.record(Event.PASSKEY_REMOVED, owner.actor, subject=str(owner.actor))


def forget_challenges() -> None:
    """Delete challenges whose time is over."""
    db.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= clock.now()))


def handle_of(owner: Owner) -> bytes:
    """Return the name by which an authenticator knows an owner: it tells nothing to whoever has not our key."""
    return _handle(owner.kind, owner.id)


def _handle(kind: Kind, owner_id: int) -> bytes:
    return keyring().blind_digest("passkey_owner", f"{kind}:{owner_id}")


def _refused(owner: Owner, how: Use) -> Use:
    reason = "passkey_copied" if how is Use.COPIED else "passkey"
    journal.record(Event.SECOND_STEP, owner.actor, subject=str(owner.actor), result=Result.REFUSED, reason=reason)
    return how
