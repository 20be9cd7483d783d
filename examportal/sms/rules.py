"""What a gateway's answer means, and what the board is ready to pay for. Plain Python."""

import json
from datetime import timedelta

from examportal.jobs.rules import Outcome, Verdict
from examportal.throttle.rules import Limit

_OK = 200
_SERVER_FAULTS = range(500, 600)
_TOO_MANY = 429
AGAIN_AFTER = timedelta(seconds=20)
"""A code is of use for minutes, so it is tried again soon."""

# Of SMSAPI's codes those that pass by themselves: too many requests at once, faults and pauses of the service.
_PASSING = frozenset({201, 203, 301, 1000, 1001})
_SENT_BEFORE = 53
"""SMSAPI has seen our mark of this message before: a worker died between sending it and writing that down."""
_DAY = timedelta(days=1)
_LONGEST_REASON = 60
_PERSON, _BOARD = "sms_person", "sms_board"


def verdict_on(status: int, body: bytes) -> Outcome:
    """Return what SMSAPI's answer means: sent, try again, or give up; its texts are not repeated."""
    if status in _SERVER_FAULTS or status == _TOO_MANY:
        return Outcome(Verdict.RETRY, f"http_{status}", AGAIN_AFTER)
    try:
        answer = json.loads(body)
        code, count = answer.get("error"), answer.get("count")
    except (ValueError, AttributeError, RecursionError):
        return Outcome(Verdict.RETRY, "not_understood", AGAIN_AFTER)
    if _is_number(code):
        return _verdict_on_fault(code)
    if status == _OK and _is_number(count) and count > 0:
        return Outcome(Verdict.DONE)
    return Outcome(Verdict.RETRY, "not_understood", AGAIN_AFTER)


def of_person(a_day: int) -> Limit:
    """Return the guard of costs for one person: at most `a_day` messages in any day."""
    return _at_most(_PERSON, a_day)


def of_board(a_day: int) -> Limit:
    """Return the guard of costs for the whole board: at most `a_day` messages in any day."""
    return _at_most(_BOARD, a_day)


def is_guard(kind: str) -> bool:
    """Tell whether it was a guard of costs that refused, by the name of the limit."""
    return kind in {_PERSON, _BOARD}


def _at_most(kind: str, a_day: int) -> Limit:
    # Half at once and half over the day: whoever uses every chance gets just under twice `allowed`.
    return Limit(kind, max(1, a_day // 2), _DAY)


def _verdict_on_fault(code: int) -> Outcome:
    if code == _SENT_BEFORE:
        return Outcome(Verdict.DONE, "sent_before")
    if code in _PASSING:
        return Outcome(Verdict.RETRY, f"smsapi_{code}", AGAIN_AFTER)
    return Outcome(Verdict.GIVE_UP, f"smsapi_{code}"[:_LONGEST_REASON])


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
