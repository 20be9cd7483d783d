"""The gateway's address, and talking to it as it is: kind, cross, slow, gone."""

import pytest

from examportal.jobs.rules import Outcome, Verdict
from examportal.sms import gateway
from examportal.sms.gateway import Gateway, hand_over, read_url
from tests.sms.smsapi import SENT, TOKEN, fault, smsapi

NUMBER = "+48601234567"


def reached(url: str) -> Gateway:
    there = read_url(url)
    assert there is not None
    return there


def sent_to(url: str) -> Outcome:
    return hand_over(reached(url), NUMBER, "Zażółć: 123 456", "znak")


def test_an_address_names_host_token_and_sender() -> None:
    assert read_url("") is None
    there = reached("smsapi://t%2Fok@api.example.pl:8443?from=OKE%20test")
    assert there == Gateway("api.example.pl", 8443, secure=True, token="t/ok", sender="OKE test")
    assert "t/ok" not in repr(there)
    assert reached("smsapi://t@api.example.pl").sender == ""


@pytest.mark.parametrize(
    "url",
    [
        *("https://tajny@host", "smsapi://host", "smsapi://tajny@", "smsapi://tajny@host:abc", "smsapi://[tajny"),
        *("smsapi+http://tajny@host", "smsapi://tajny%0D%0Ax@host", "smsapi://tajny%C5%BC@host"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_the_token(url: str) -> None:
    with pytest.raises(ValueError, match="expected") as refused:
        read_url(url)
    assert "tajny" not in str(refused.value)


def test_a_message_goes_with_number_text_sender_and_mark() -> None:
    with smsapi() as there:
        assert sent_to(there.url) == Outcome(Verdict.DONE)
        assert sent_to(there.url.partition("?")[0]) == Outcome(Verdict.DONE)
    first, second = there.got
    assert first == {
        "to": "48601234567",
        "message": "Zażółć: 123 456",
        "from": "OKE",
        "format": "json",
        "encoding": "utf-8",
        "idx": "znak",
        "check_idx": "1",
    }
    assert second == {name: value for name, value in first.items() if name != "from"}
    assert set(there.tokens) == {f"/sms.do Bearer {TOKEN}"}


def test_a_cross_gateway_is_understood_and_not_repeated() -> None:
    with smsapi() as there:
        there.answer = fault(13, 400)
        assert sent_to(there.url) == Outcome(Verdict.GIVE_UP, "smsapi_13")
        there.answer = (502, b"<html>48601234567</html>")
        assert sent_to(there.url).reason == "http_502"


def test_a_gateway_that_drips_or_is_gone_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "TIMEOUT_SECONDS", 0.2)
    with smsapi() as there:
        there.drips = True
        assert sent_to(there.url).verdict is Verdict.RETRY
        there.drips, there.answer = False, SENT
    assert sent_to(there.url).reason == "no_answer"
    assert sent_to(there.url.replace("smsapi+http://", "smsapi://")).reason == "no_answer"
