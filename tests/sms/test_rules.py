"""What the answers of SMSAPI mean."""

from datetime import timedelta

import pytest

from examportal.jobs.rules import Verdict
from examportal.sms.rules import of_board, of_person, verdict_on


@pytest.mark.parametrize(
    ("status", "body", "verdict", "reason"),
    [
        (200, b'{"count": 1, "list": []}', Verdict.DONE, ""),
        (200, b'{"error": 53}', Verdict.DONE, "sent_before"),
        (401, b'{"error": 101, "message": "Authorization failed"}', Verdict.GIVE_UP, "smsapi_101"),
        (200, b'{"error": 103}', Verdict.GIVE_UP, "smsapi_103"),
        (400, b'{"error": 13, "message": "48601234567"}', Verdict.GIVE_UP, "smsapi_13"),
        (200, b'{"error": 201}', Verdict.RETRY, "smsapi_201"),
        (503, b'{"error": 103}', Verdict.RETRY, "http_503"),
        (429, b"", Verdict.RETRY, "http_429"),
        (200, b"", Verdict.RETRY, "not_understood"),
        (200, b"\xff\xfe", Verdict.RETRY, "not_understood"),
        (200, b"[" * 60_000, Verdict.RETRY, "not_understood"),
        (200, b"[1]", Verdict.RETRY, "not_understood"),
        (200, b'{"error": true}', Verdict.RETRY, "not_understood"),
        (200, b'{"count": 0}', Verdict.RETRY, "not_understood"),
        (302, b'{"count": 1}', Verdict.RETRY, "not_understood"),
        (200, b'{"error": ' + b"9" * 400 + b"}", Verdict.GIVE_UP, "smsapi_" + "9" * 53),
    ],
)
def test_an_answer_says_sent_again_or_never(status: int, body: bytes, verdict: Verdict, reason: str) -> None:
    outcome = verdict_on(status, body)
    assert (outcome.verdict, outcome.reason) == (verdict, reason)
    assert (outcome.delay is not None) == (verdict is Verdict.RETRY)


@pytest.mark.parametrize("a_day", [1, 2, 7, 10, 2000])
def test_the_guards_admit_no_more_than_was_set_in_any_day(a_day: int) -> None:
    for limit in (of_person(a_day), of_board(a_day)):
        later = (timedelta(days=1) - timedelta(microseconds=1)) // limit.every
        assert 1 <= limit.allowed + later <= a_day
