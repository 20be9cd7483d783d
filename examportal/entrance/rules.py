"""Which way a person goes on from the sign-in form."""

from dataclasses import dataclass
from enum import StrEnum

from examportal.accounts.rules import AccountState


class Way(StrEnum):
    """Where the sign-in form leads."""

    REFUSED = "refused"
    FIRST_LOGIN = "first_login"
    FIRST_LOGIN_CLOSED = "first_login_closed"
    WAITING = "waiting"
    WAITING_MASKED = "waiting_masked"
    SUSPENDED = "suspended"
    FROZEN = "frozen"
    ALL_NUMBERS_REMOVED = "all_numbers_removed"
    SECOND_STEP = "second_step"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Knock:
    """What is known once the hash was compared.

    `own_active_number`: what stands in the password field is a number in force of the person of the PESEL.
    """

    state: AccountState
    password_fits: bool
    own_active_number: bool
    has_active_number: bool
    suspended: bool = False
    frozen: bool = False
    first_login_open: bool = True
    second_step: bool = False


def way_of(knock: Knock) -> Way:
    """Decide where the person goes.

    States are told only after the right own password; until the account is active any own number leads back to the
    staircase, afterwards none does.
    """
    if not knock.password_fits and (not knock.own_active_number or knock.state is AccountState.ACTIVE):
        return Way.REFUSED
    if knock.suspended:
        return Way.SUSPENDED
    return _with_password(knock) if knock.password_fits else _with_number(knock)


def _with_password(knock: Knock) -> Way:
    if not knock.has_active_number:
        return Way.ALL_NUMBERS_REMOVED
    if knock.frozen:
        return Way.FROZEN
    if knock.state is not AccountState.ACTIVE:
        return Way.WAITING
    return Way.SECOND_STEP if knock.second_step else Way.SIGNED_IN


def _with_number(knock: Knock) -> Way:
    if knock.state is AccountState.PENDING:
        return Way.WAITING_MASKED
    return Way.FIRST_LOGIN if knock.first_login_open else Way.FIRST_LOGIN_CLOSED
