"""Login codes as their readers get them."""

import re

from examportal.db import db
from examportal.entrance.second_step.forms import REFUSED
from tests.accounts.owners import knock
from tests.browser import Browser
from tests.letters import posted, text_of


def newest_code() -> str:
    """Return the code in the newest letter."""
    return codes_sent()[-1]


def codes_sent() -> list[str]:
    """Return the codes in all letters, oldest first, without the space between their digits."""
    db.session.rollback()
    found = [re.findall(r"^(\d{3}) (\d{3})$", text_of(letter), re.MULTILINE) for letter in posted("login_code")]
    assert all(len(codes) == 1 for codes in found)
    return ["".join(codes[0]) for codes in found]


def another(code: str) -> str:
    """Return a code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"


def sign_in(browser: Browser, *, remember: bool = False) -> None:
    """Type the password and the code."""
    knock(browser)
    answer = browser.submit("/kod", {"code": newest_code(), "remember_device": remember})
    assert answer.location == "/konto"


def refused(browser: Browser, code: str) -> None:
    """Type a code that is refused, in the words for all."""
    assert browser.submit("/kod", {"code": code}, 422).errors() == {"code": REFUSED}
