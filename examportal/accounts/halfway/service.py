"""The second step of an examiner: asking for a code, sending it, taking it, and opening the session.

The password comes before (`entrance`). As everywhere a proof goes in three steps: the try is counted in a transaction
of its own, then compared, then recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from examportal.accounts import arriving
from examportal.accounts import queries as keys
from examportal.accounts.arriving import Arrival
from examportal.accounts.browsers import Running
from examportal.accounts.devices import keeping
from examportal.accounts.devices.keeping import ThisBrowser
from examportal.accounts.halfway import halves, letters, queries, rules
from examportal.accounts.halfway.models import HalfwaySignIn, LoginCode
from examportal.accounts.halfway.rules import Method, Mode, Step
from examportal.accounts.models import Account, KnownDevice
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.phones import queries as phones
from examportal.accounts.phones.rules import signing_in
from examportal.accounts.rules import keys_of
from examportal.accounts.service import examiner_actor, record_own
from examportal.accounts.steps import queries as steps
from examportal.config import settings
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, keyring
from examportal.journal import service as journal
from examportal.journal.rules import Event, Result
from examportal.mail import service as post_office
from examportal.register import queries as register
from examportal.sms import service as sms


class HalfwayEnded(Refusal):
    """The half-finished sign-in is over: its time, its tries, another browser, a changed password, a suspension."""


@dataclass(frozen=True)
class Sent:
    """A code that was sent: how, when, and until when it works."""

    method: Method
    at: datetime
    until: datetime


@dataclass(frozen=True)
class Standing:
    """Where the half-finished sign-in of a browser stands; `methods` are the ways on, the usual one first.

    `phone` is the number to which a code may go, None where SMS is none of them.
    """

    halfway_id: int
    account_id: int
    email: str
    phone: str | None
    methods: tuple[Method, ...]
    sent: Sent | None


@dataclass(frozen=True)
class Outcome:
    """What came of a second step; when it was passed, who has come in."""

    step: Step
    arrival: Arrival | None = None


def mode() -> Mode:
    """Return when this installation asks for a code."""
    return Mode(settings().login_code)


def is_wanted(device: KnownDevice | None, *, has_stronger: bool) -> bool:
    """Tell whether a second step is asked for on this device after the right password."""
    trusted = device is not None and keeping.is_trusted(device)
    return rules.is_wanted(mode(), trusted=trusted, has_stronger=has_stronger)


def has_stronger(account: Account) -> bool:
    """Tell whether somebody has added a step that is stronger than a code that is sent."""
    return steps.has_app_or_passkey(keys_of(account.id, account.examiner_id))


def methods_of(account: Account) -> tuple[Method, ...]:
    """Return the ways in which somebody can take the second step, the usual one first.

    With an app or a passkey a code that is sent is none of them: whoever reads the mailbox must not get round what its
    owner has added.
    """
    if not has_stronger(account):
        return (Method.EMAIL, Method.SMS) if _number_of(account) else (Method.EMAIL,)
    owner = keys_of(account.id, account.examiner_id)
    there = {
        Method.APP: steps.find_authenticator(owner) is not None,
        Method.PASSKEY: bool(steps.all_passkeys(owner)),
        Method.RECOVERY_CODE: steps.codes_left(owner) > 0,
    }
    return tuple(method for method, is_there in there.items() if is_there)


def begin(account: Account, former: str | None) -> str:
    """Let a browser on to the second step and return the token for its cookie.

    `former` is what this browser had begun before: it ends. What others have begun goes on, or whoever has found out
    the password could keep its owner from ever finishing.
    """
    if former is not None:
        halves.end(former)
    record_own(Event.FIRST_STEP, account.examiner_id)
    return halves.start(account.id)


def standing_of(token: str) -> Standing:
    """Return where a half-finished sign-in stands; raises HalfwayEnded."""
    half = _running(token)
    account = db.session.get_one(Account, half.account_id)
    code = queries.newest_code(half.id)
    sent = Sent(Method(code.channel), code.issued_at, code.expires_at) if code else None
    return Standing(half.id, account.id, account.email, _number_of(account), methods_of(account), sent)


def send_code(token: str, method: Method) -> None:
    """Send a new code by one of the ways that `standing_of` offers; those sent before work on, each in its own time.

    Raises HalfwayEnded, also when the phone is no longer the one that `standing_of` has offered.
    """
    half, account = _hold(token)
    if method not in methods_of(account):
        raise HalfwayEnded
    now, code = clock.now(), rules.new_code()
    expires_at = now + rules.CODE_LIFETIME
    half.expires_at = max(half.expires_at, rules.ends_at(half.started_at, expires_at))
    expires_at = min(expires_at, half.expires_at)
    digest = _digest(half.id, code)
    db.session.add(
        LoginCode(halfway_id=half.id, channel=str(method), code_digest=digest, issued_at=now, expires_at=expires_at)
    )
    _post(account, method, code, expires_at)
    record_own(Event.LOGIN_CODE_SENT, account.examiner_id, channel=str(method))


def count_try(token: str) -> int:
    """Count a code before it is compared, in the caller's own transaction; raises HalfwayEnded."""
    tries = halves.count_try(token)
    if tries is None:
        raise HalfwayEnded
    return tries


def pass_code(token: str, code: str, browser: ThisBrowser, former: Running) -> Outcome:
    """Take a code that was sent and open the session; raises HalfwayEnded. See `pass_step`."""
    return pass_step(
        token, lambda half, account: not has_stronger(account) and _use_code(half.id, code), browser, former
    )


def pass_step(
    token: str, proves: Callable[[HalfwaySignIn, Account], bool], browser: ThisBrowser, former: Running
) -> Outcome:
    """Take the second step, whatever it is: `proves` compares, behind the lock on the person. Raises HalfwayEnded.

    The try has been counted. `former` is what runs in this browser: it ends where another session begins.
    """
    half, account = _hold(token)
    if not proves(half, account):
        return _refused(half, account, browser)
    half.passed_at = half.ended_at = clock.now()
    return Outcome(Step.PASSED, arriving.let_in(account, browser, former))


def forget_old() -> None:
    """Delete the records whose time is over."""
    halves.forget_before(clock.now() - rules.KEPT_FOR)


def _post(account: Account, method: Method, code: str, until: datetime) -> None:
    me = examiner_actor(account.examiner_id)
    number = _number_of(account) if method is Method.SMS else None
    if number is not None:
        sms.post(number, signing_in(code, until), actor=me, about=str(me), useful_until=until)
        return
    letter = letters.login_code(account.email, register.person_name(account.examiner_id), code, until)
    post_office.post(letter, actor=me, about=str(me), useful_until=until)


def _number_of(account: Account) -> str | None:
    """Return the number to which codes may go, if its owner has confirmed one and the board has a gateway."""
    return phones.find_number(account.id) if sms.is_offered() else None


def _refused(half: HalfwaySignIn, account: Account, browser: ThisBrowser) -> Outcome:
    """Leave a trace of a wrong code; after the last try there is nothing left to go on with.

    Whoever has come that far knows the password, so the owner is told; once a day, however often it is tried.
    """
    me = examiner_actor(account.examiner_id)
    journal.record(Event.SECOND_STEP, me, subject=str(me), result=Result.REFUSED)
    if half.tries < rules.TRIES:
        return Outcome(Step.REFUSED)
    now = half.ended_at = clock.now()
    if queries.find_exhausted_since(account.id, now - rules.LATELY, but=half.id) is None:
        notices.tell(account, Notice.SECOND_STEP_FAILED, actor=me, browser=browser.name)
    return Outcome(Step.EXHAUSTED)


def _running(token: str) -> HalfwaySignIn:
    half = queries.find_running(token, clock.now())
    if half is None:
        raise HalfwayEnded
    return half


def _hold(token: str) -> tuple[HalfwaySignIn, Account]:
    """Lock whoever stands behind a half-finished sign-in that still runs; raises HalfwayEnded."""
    account = db.session.get_one(Account, _running(token).account_id)
    register.get_for_change(account.examiner_id)  # the person first, as everywhere
    account = keys.get_account_for_change(account.id)
    half = _running(token)  # once more, behind the lock
    if not register.has_active_number(account.examiner_id) or keys.is_suspended(account.examiner_id):
        raise HalfwayEnded
    return half, account


def _use_code(halfway_id: int, code: str) -> bool:
    """Use a code up when it fits and its time is not over; in one statement, so that it counts once."""
    now = clock.now()
    fitting = (
        (LoginCode.halfway_id == halfway_id)
        & (LoginCode.code_digest == _digest(halfway_id, code))
        & LoginCode.used_at.is_(None)
        & (LoginCode.issued_at <= now + rules.SKEW)
        & (LoginCode.expires_at > now)
    )
    used = update(LoginCode).where(fitting).values(used_at=now).returning(LoginCode.id)
    return db.session.scalar(used, execution_options={"synchronize_session": False}) is not None


def _digest(halfway_id: int, code: str) -> str:
    return keyring().blind_index(f"login_code:{halfway_id}", code)
