"""Signing in, in three steps: read what there is, compare outside any transaction, then record the result."""

from dataclasses import dataclass, field

from examportal.accounts import arriving, browsers, logins, passwords
from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.arriving import Arrival
from examportal.accounts.browsers import NOTHING, Running
from examportal.accounts.devices import keeping
from examportal.accounts.devices.keeping import ThisBrowser
from examportal.accounts.halfway import service as halfway
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.rules import AccountState, state_of
from examportal.config import settings
from examportal.core import clock, pesel, tokens
from examportal.db import release
from examportal.entrance import queries
from examportal.entrance.queries import Holder, Standing
from examportal.entrance.rules import Knock, Way, way_of
from examportal.onboarding import service as onboarding
from examportal.onboarding.rules import Proof, first_login_is_open
from examportal.register import queries as register
from examportal.register.rules import normalise_number
from examportal.throttle import service as throttle
from examportal.throttle.rules import Refuse
from examportal.throttle.service import Attempt

_LONGEST_LOGIN = 40
_OPENS = {Way.SIGNED_IN, Way.SECOND_STEP, Way.WAITING, Way.WAITING_MASKED, Way.FIRST_LOGIN}


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
class Here:
    """The browser at the door: what it is, and the tokens of what runs in it and of what it has half finished."""

    browser: ThisBrowser
    running: Running = NOTHING
    halfway: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Outcome:
    """Where the person goes, with the token for the browser's cookie, or whoever has come in, when there is either."""

    way: Way
    token: str | None = field(default=None, repr=False)
    arrival: Arrival | None = None


def count(attempt: Attempt, credentials: Credentials) -> Refuse | Holder | None:
    """Count an attempt, in a transaction of its own, and find whom it names: None when the register knows nobody.

    What is to be compared is read in the same go, since nothing is held by reading.
    """
    decision = throttle.count(attempt)
    if isinstance(decision, Refuse):
        return decision
    return queries.find_holder(attempt.person, normalise_number(credentials.secret[:_LONGEST_LOGIN]))


def compare(credentials: Credentials, holder: Holder | None) -> Compared:
    """Compare, outside any transaction; one hash for everybody (and another when parameters were raised)."""
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


def sign_in(attempt: Attempt, compared: Compared, here: Here) -> Outcome:
    """Record the result and open what it opens: the second step, a session, the staircase, or nothing.

    What runs in this browser ends where another session begins, so not yet before the second step.
    """
    outcome = _recorded(compared, here)
    if outcome.way is not Way.REFUSED:
        throttle.forgive(attempt)  # last of all: counters that many share are locked from here on
    return outcome


def _recorded(compared: Compared, here: Here) -> Outcome:
    way, account = _way_now(compared, here.browser)
    if way not in _OPENS or compared.examiner_id is None:
        accounts.note_refused_sign_in(compared.examiner_id)
        return Outcome(way)
    if account is not None and way in {Way.SIGNED_IN, Way.SECOND_STEP}:
        if compared.fresh_hash is not None:
            account.password_hash = compared.fresh_hash
        return _come_in(account, way, here)
    browsers.end(here.running)
    proof = Proof.OWN_PASSWORD if way is Way.WAITING else Proof.REGISTRY_NUMBER
    return Outcome(way, onboarding.claim(compared.examiner_id, proof))


def _come_in(account: Account, way: Way, here: Here) -> Outcome:
    if way is Way.SECOND_STEP:
        return Outcome(way, halfway.begin(account, here.halfway))
    return Outcome(way, arrival=arriving.let_in(account, here.browser, here.running))


def _login_of(credentials: Credentials) -> str:
    return pesel.normalise(credentials.login)[:_LONGEST_LOGIN]


def _way_now(compared: Compared, browser: ThisBrowser) -> tuple[Way, Account | None]:
    """Decide on what is true now, behind the lock: the account may have changed while the hash was computed.

    A stranger and a wrong password go the same short way.
    """
    if compared.examiner_id is None or not (compared.password_fits or compared.own_active_number):
        return Way.REFUSED, None
    standing = queries.get_standing_for_change(compared.examiner_id)
    account = standing.account
    state = state_of(keys.key_facts(account))
    unchanged = account is not None and account.password_hash == compared.stored
    fits = compared.password_fits and unchanged and state is not AccountState.NONE
    knock = Knock(
        state=state,
        password_fits=fits,
        own_active_number=compared.own_active_number,
        has_active_number=standing.has_active_number,
        suspended=standing.suspended,
        frozen=account is not None and account.frozen_at is not None,
        first_login_open=first_login_is_open(settings().first_login_until, clock.today()),
        second_step=fits and account is not None and _owes_second_step(account, standing, browser),
    )
    return way_of(knock), account


def _owes_second_step(account: Account, standing: Standing, browser: ThisBrowser) -> bool:
    known = keeping.find(account.id, browser.token)
    return halfway.is_wanted(known, has_stronger=standing.has_stronger_step)


def set_forgotten_password(token: str, password_hash: str) -> bool:
    """Set a new password with a link from a letter; return whether that activated the account.

    The link proves the mailbox, which is all that activation asks: whoever forgets the new password before activating
    is not sent in circles. Raises LinkUnknown, LinkUsed, LinkReplaced or LinkExpired.
    """
    account = accounts.set_password_by_link(token, password_hash)
    activates = account.activated_at is None and not keys.is_suspended(account.examiner_id)
    if activates:
        logins.activate(account)
    else:
        notices.tell(account, Notice.PASSWORD_CHANGED, actor=accounts.examiner_actor(account.examiner_id))
    return activates
