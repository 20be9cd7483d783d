"""Where a letter stands, its provider, and the name of a server: without an application."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examportal.mail.rules import UNREACHED, LetterFacts, LetterState, domain_of, server_name, state_of

NOW = datetime(2026, 11, 23, 10, 31, tzinfo=UTC)
EARLIER, LATER = NOW - timedelta(minutes=5), NOW + timedelta(minutes=5)
REFUSED = LetterFacts(given_up_at=EARLIER, attempted_at=EARLIER, reason="recipient_refused", reply_code=550)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (LetterFacts(due_at=NOW), LetterState.QUEUED),
        (LetterFacts(), LetterState.QUEUED),
        (LetterFacts(lease_until=EARLIER), LetterState.QUEUED),
        (LetterFacts(lease_until=LATER), LetterState.BEING_SENT),
        (LetterFacts(lease_until=LATER, attempted_at=EARLIER), LetterState.BEING_SENT),
        (LetterFacts(attempted_at=EARLIER, due_at=LATER), LetterState.DEFERRED),
        (LetterFacts(accepted_at=EARLIER, attempted_at=EARLIER), LetterState.ACCEPTED),
        (REFUSED, LetterState.REFUSED),
        (replace(REFUSED, reason="message_refused", reply_code=554), LetterState.REFUSED),
        (replace(REFUSED, reply_code=451), LetterState.GAVE_UP),
        (replace(REFUSED, reason="sender_refused"), LetterState.GAVE_UP),
        (replace(REFUSED, reason="letter_unusable", reply_code=None), LetterState.GAVE_UP),
        (LetterFacts(given_up_at=EARLIER, withdrawn_at=EARLIER), LetterState.WITHDRAWN),
        (LetterFacts(accepted_at=EARLIER, bounced_at=NOW), LetterState.BOUNCED),
        (replace(REFUSED, bounced_at=NOW), LetterState.BOUNCED),
    ],
)
def test_where_a_letter_stands(facts: LetterFacts, state: LetterState) -> None:
    assert state_of(facts, NOW) is state


def test_what_never_arrives() -> None:
    assert {LetterState.REFUSED, LetterState.BOUNCED, LetterState.GAVE_UP} == UNREACHED


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("Jan@WP.pl", "wp.pl"),
        ("jan@żółw.pl", "xn--w-uga1v8h.pl"),
        ("jan@straße.de", "xn--strae-oqa.de"),
        ("no address", "no address"),
        ("jan@example.pl\r\nBcc: all@example.pl ", "example.pl"),
    ],
)
def test_a_provider_is_the_domain_as_it_stands_in_dns(address: str, provider: str) -> None:
    assert domain_of(address) == provider


@pytest.mark.parametrize(
    ("announced", "name"),
    [("MX3.wp.pl", "mx3.wp.pl"), ("", "relay.example"), ("<script>", "relay.example"), ("a" * 254, "relay.example")],
)
def test_a_server_is_called_as_it_announces_itself_when_that_is_a_name(announced: str, name: str) -> None:
    assert server_name(announced, "relay.example") == name
