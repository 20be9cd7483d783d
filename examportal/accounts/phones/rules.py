"""How a phone is confirmed, and what stands in the messages. Plain Python.

No word has a Polish letter, so that each text fits into one message and costs once.
"""

from datetime import datetime, timedelta

from examportal.accounts.halfway.rules import in_groups
from examportal.core.clock import in_warsaw
from examportal.core.errors import Refusal

CODE_LIFETIME = timedelta(minutes=10)
TRIES = 5
ONE_MESSAGE = 160
"""How many plain characters go into one message."""


class NothingAsked(Refusal):
    """No phone waits for its code, or there is none to remove: it is done, or its time or its tries are over."""


def confirming(code: str, until: datetime) -> str:
    """Return the message that confirms a phone."""
    return _said(f"kod {in_groups(code)} potwierdza ten numer telefonu", until)


def signing_in(code: str, until: datetime) -> str:
    """Return the message with a login code."""
    return _said(f"kod logowania {in_groups(code)}", until)


def _said(what: str, until: datetime) -> str:
    return f"Portal egzaminatora: {what}. Wpisz go do {in_warsaw(until):%H:%M}. Nie podawaj go nikomu."
