"""Signing in, in three steps: read what there is, compare outside any transaction, then record the result."""

from dataclasses import dataclass

from examportal.accounts import browsers, passwords
from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.browsers import NOTHING, Running
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.rules import AccountState, state_of
from examportal.config import settings
from examportal.core import clock, pesel, tokens
from examportal.db import release
from examportal.entrance import queries
from examportal.entrance.rules import Knock, Way, way_of
from examportal.onboarding import service as onboarding
from examportal.onboarding.rules import Proof, first_login_is_open
from examportal.register import queries as register
from examportal.register.rules import normalise_number
from examportal.throttle.service import Attempt

_LONGEST_LOGIN = 40
_OPENS = {Way.SIGNED_IN, Way.WAITING, Way.WAITING_MASKED, Way.FIRST_LOGIN}


@dataclass(frozen=True)
class Credentials:
    """What the sign-in form brought; `secret` is a password or, the first time, a registry number."""

    login: str
    secret: str

    def __repr__(self) -> str:
        """Keep both out of logs."""
        return "Credentials(…)"


def attempt_of(credentials: Credentials, address: str | None, device: str | None) -> Attempt:
    """Return what is counted before anything is compared; `device` is the token of a browser known from before."""
    login = _login_of(credentials)
    known = device is not None and keys.is_known_device(device, login, clock.now())
    release()
    this_device = tokens.digest(device) if device is not None and known else None
    return Attempt(login, address, this_device, whose=register.pesel_index(login))


@dataclass(frozen=True)
class Compared:
    """The result of the comparison: whom it concerns, and the hash that was right."""

    examiner_id: int | None
    stored: str | None
    password_fits: bool
    own_active_number: bool
    fresh_hash: str | None


@dataclass(frozen=True)
class Outcome:
    """Where the person goes, with the token for the browser's cookie when there is one.

    `presence` is who is signed in now; `device` is the token that makes this browser known, when it was not yet.
    """

    way: Way
    token: str | None = None
    presence: keys.Presence | None = None
    device: str | None = None


def compare(credentials: Credentials) -> Compared:
    """Read and compare; computes exactly one hash for everybody (and one more when parameters were raised)."""
    login = _login_of(credentials)
    number = normalise_number(credentials.secret[:_LONGEST_LOGIN])
    holder = queries.find_holder(login, number)
    release()  # no read transaction stays open while the hash is computed
    stored = holder.password_hash if holder else None
    fits = passwords.verify(stored, credentials.secret)
    fresh = passwords.hash_password(credentials.secret) if fits and stored and passwords.needs_rehash(stored) else None
    return Compared(
        holder.examiner_id if holder else None,
        stored,
        password_fits=fits,
        own_active_number=holder is not None and holder.own_active_number,
        fresh_hash=fresh,
    )


def sign_in(compared: Compared, *, known_device: bool, former: Running = NOTHING, browser: str = "") -> Outcome:
    """Record the result and open what it opens: a session, the staircase, or nothing.

    `former` is what runs in this browser: it ends where another session begins; `browser` is what it is called.
    """
    way, account = _way_now(compared)
    if way not in _OPENS or compared.examiner_id is None:
        accounts.note_refused_sign_in(compared.examiner_id)
        return Outcome(way)
    browsers.end(former)
    if way is Way.SIGNED_IN and account is not None:
        account.password_hash = compared.fresh_hash or account.password_hash
        device = None if known_device else accounts.remember_device(account)
        token = accounts.start_session(account, browser, new_device=not known_device)
        notices.tell_of_sign_in(account, new_device=not known_device, browser=browser)
        return Outcome(way, token, keys.Presence(account.id, account.examiner_id), device)
    proof = Proof.OWN_PASSWORD if way is Way.WAITING else Proof.REGISTRY_NUMBER
    return Outcome(way, onboarding.claim(compared.examiner_id, proof))


def _login_of(credentials: Credentials) -> str:
    return pesel.normalise(credentials.login)[:_LONGEST_LOGIN]


def _way_now(compared: Compared) -> tuple[Way, Account | None]:
    """Decide on what is true now, behind the lock: the account may have changed while the hash was computed.

    A stranger and a wrong password go the same short way.
    """
    if compared.examiner_id is None or not (compared.password_fits or compared.own_active_number):
        return Way.REFUSED, None
    register.get_for_change(compared.examiner_id)
    standing = queries.get_standing(compared.examiner_id)
    account = standing.account
    state = state_of(keys.key_facts(account))
    unchanged = account is not None and account.password_hash == compared.stored
    knock = Knock(
        state=state,
        password_fits=compared.password_fits and unchanged and state is not AccountState.NONE,
        own_active_number=compared.own_active_number,
        has_active_number=standing.has_active_number,
        suspended=standing.suspended,
        frozen=account is not None and account.frozen_at is not None,
        first_login_open=first_login_is_open(settings().first_login_until, clock.today()),
    )
    return way_of(knock), account


def set_forgotten_password(token: str, password_hash: str) -> bool:
    """Set a new password with a link from a letter; return whether that activated the account.

    The link proves the mailbox, which is all that activation asks: whoever forgets the new password before activating
    is not sent in circles. Raises LinkUnknown, LinkUsed, LinkReplaced or LinkExpired.
    """
    account = accounts.set_password_by_link(token, password_hash)
    activates = account.activated_at is None and not keys.is_suspended(account.examiner_id)
    if activates:
        accounts.activate(account)
    else:
        notices.tell(account, Notice.PASSWORD_CHANGED, actor=accounts.examiner_actor(account.examiner_id))
    return activates
