"""The notice as a letter."""

from datetime import datetime

from examportal.accounts.notices.rules import Notice
from examportal.core import clock
from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def account_notice(
    recipient: str, person_name: str, notice: Notice, objection: tuple[str, datetime], *, browser: str, former: bool
) -> Letter:
    """Compose the notice; `objection` is the token of its link and when that ends.

    `former`: it goes to the address that the account had until now, whose reader can do less.
    """
    token, expires_at = objection
    return compose(
        "account_notice",
        recipient,
        person_name=person_name,
        notice=str(notice),
        browser=browser,
        former=former,
        happened_at=clock.now(),
        link=link("entrance.objection", token=token),
        expires_at=expires_at,
    )
