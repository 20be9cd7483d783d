"""Which advice fits which answer: without an application."""

from datetime import UTC, datetime

import pytest

from examportal.mail.advice import models
from examportal.mail.advice.rules import ANY, Advice, best, is_pattern, is_provider, signature, together
from examportal.mail.advice.seeds import SEEDS
from examportal.mail.rules import LetterFacts, enhanced_status

MOMENT = datetime(2026, 11, 23, 10, 31, tzinfo=UTC)
REFUSED = LetterFacts(reason="recipient_refused", reply_code=550)


def said(pattern: str, provider: str = ANY) -> Advice:
    return Advice(pattern, provider, pattern, provider)


@pytest.mark.parametrize(
    ("facts", "status", "bounce", "sought"),
    [
        (LetterFacts(), None, None, None),
        (REFUSED, None, None, "550"),
        (REFUSED, "5.1.1", None, "5.1.1"),
        (LetterFacts(reason="message_refused"), None, None, None),
        (LetterFacts(reason="line_TimeoutError"), None, None, "line"),
        (LetterFacts(reason="relay_refused", reply_code=535), "5.7.8", None, "relay"),
        (LetterFacts(reason="letter_unusable"), None, None, "letter"),
        (LetterFacts(reason="accepted", reply_code=250), "2.0.0", None, "accepted"),
        (LetterFacts(reason="accepted", reply_code=250, bounced_at=MOMENT), "2.0.0", "5.2.2", "5.2.2"),
        (LetterFacts(reason="accepted", reply_code=250, bounced_at=MOMENT), "2.0.0", None, "bounce"),
    ],
)
def test_what_an_answer_is_looked_up_by(
    facts: LetterFacts, status: str | None, bounce: str | None, sought: str | None
) -> None:
    assert signature(facts, status, bounce) == sought


@pytest.mark.parametrize(
    ("sought", "provider", "pattern"),
    [
        ("5.7.1", "wp.pl", ("5.7.1", "wp.pl")),
        ("5.7.1", "gmail.com", ("5.7.1", ANY)),
        ("5.7.26", "googlemail.com", ("5.7.26", ANY)),
        ("5.7.9", "googlemail.com", ("5.7.*", "gmail.com")),
        ("5.7.9", "gmail.com", ("5.7.*", "gmail.com")),
        ("5.7.9", "example.pl", ("5.*", ANY)),
        ("4.1.1", "example.pl", None),
        (None, "example.pl", None),
    ],
)
def test_the_narrowest_words_win_then_the_providers_own(
    sought: str | None, provider: str, pattern: tuple[str, str] | None
) -> None:
    known = [said("5.*"), said("5.7.*", "gmail.com"), said("5.7.1"), said("5.7.1", "wp.pl"), said("5.7.26")]
    found = best(known, sought, provider)
    assert (found and found.key) == pattern


def test_a_domain_of_its_own_goes_before_its_family() -> None:
    known = [said("5.7.1", "gmail.com"), said("5.7.1", "googlemail.com")]
    assert best(known, "5.7.1", "googlemail.com") == known[1]


def test_the_offices_words_stand_in_front() -> None:
    own = Advice("5.1.1", ANY, "own", "own words")
    assert together([said("5.2.2"), said("5.1.1")], [own]) == [own, said("5.2.2")]


@pytest.mark.parametrize("typed", ["5.1.1", "5.7.*", "4.*", "550", "line", "relay", "letter", "accepted"])
def test_patterns(typed: str) -> None:
    assert is_pattern(typed)


@pytest.mark.parametrize("typed", ["", "*", "3.1.1", "5.1", "5.*.1", "6xx", "5.1.1 ", "abc"])
def test_what_is_no_pattern(typed: str) -> None:
    assert not is_pattern(typed)


def test_providers() -> None:
    assert all(is_provider(typed) for typed in ("", "wp.pl", "poczta.onet.pl", "xn--w-uga1v8h.pl"))
    assert not any(is_provider(typed) for typed in ("wp", "WP.pl", "-a.pl", "a..pl", "a b.pl"))


def test_the_portals_own_advice_can_stand_in_the_table_and_is_said_once() -> None:
    assert len({one.key for one in SEEDS}) == len(SEEDS)
    for one in SEEDS:
        assert is_pattern(one.pattern)
        assert is_provider(one.provider)
        assert len(one.pattern) <= models.LONGEST_PATTERN
        assert len(one.label) <= models.LONGEST_LABEL
        assert len(one.text) <= models.LONGEST_TEXT


@pytest.mark.parametrize(
    ("answer", "provider", "label"),
    [
        ("550 5.1.1 The email account that you tried to reach does not exist", "gmail.com", "nie ma takiej skrzynki"),
        ("452 4.2.2 The email account that you tried to reach is over quota", "gmail.com", "skrzynka pełna"),
        (
            "550 5.7.26 Unauthenticated email is not accepted due to DMARC policy",
            "gmail.com",
            "nadawca niepotwierdzony",
        ),
        ("421 4.7.28 Our system has detected an unusual rate of mail", "gmail.com", "za dużo listów naraz"),
        ("550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent", "hotmail.com", "blokada naszego serwera"),
        ("554 5.7.1 Message refused", "wp.pl", "odrzucony przez filtr"),
        ("450 4.7.1 Greylisted, try again later", "o2.pl", "odłożony (greylisting)"),
        ("552 Message size exceeds", "interia.pl", "skrzynka pełna"),
        ("552 5.3.4 Message size exceeds", "interia.pl", "list za duży dla skrzynki"),
        ("421 4.3.2 Service shutting down", "onet.pl", "serwer chwilowo niedostępny"),
    ],
)
def test_what_the_great_providers_answer_has_words(answer: str, provider: str, label: str) -> None:
    code = int(answer[:3])
    facts = LetterFacts(reason="recipient_refused", reply_code=code)
    found = best(SEEDS, signature(facts, enhanced_status(code, answer)), provider)
    assert found is not None
    assert found.label.startswith(label)


@pytest.mark.parametrize(
    ("code", "reply", "status"),
    [
        (550, "5.1.1 No such user", "5.1.1"),
        (550, "No such user (5.1.10)", "5.1.10"),
        (550, "server 5.1.1.7 says no", None),
        (451, "5.1.1 but not really", None),
        (None, "4.2.2 full", "4.2.2"),
        (550, "no", None),
    ],
)
def test_the_status_in_a_reply(code: int | None, reply: str, status: str | None) -> None:
    assert enhanced_status(code, reply) == status
