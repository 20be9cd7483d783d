"""A password changed by whoever is signed in."""

from examportal.accounts import queries, service, sessions
from examportal.accounts.notices.rules import Notice
from examportal.accounts.notices.service import tell
from examportal.accounts.passwords import verify
from examportal.db import release


def compare(examiner_id: int, password: str) -> str | None:
    """Return the stored hash when this is the person's present password; computes exactly one hash."""
    stored = queries.get_account(examiner_id).password_hash
    release()  # no read transaction stays open while the hash is computed
    return stored if verify(stored, password) else None


def change(session_token: str, stored: str, password_hash: str, browser: str) -> str | None:
    """Replace the password and return the token that this browser carries on with; the owner is told by letter.

    `stored` is the hash that the present password was compared with; None when that is no longer the present one, or
    the session ended meanwhile. Every other browser is signed out, and links to a new password that wait are void.
    """
    token = sessions.prove(session_token, stored=stored)
    if token is None:
        return None
    account = queries.get_account_of_session(token)
    service.void_links(account.id)
    service.set_password(account, password_hash, but=token)
    tell(account, Notice.PASSWORD_CHANGED, actor=service.examiner_actor(account.examiner_id), browser=browser)
    return token
