"""Advice on real letters, the office's own wording, and the answers that nobody has worded."""

from flask import Flask

from examportal.db import db, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import queries as journal
from examportal.journal.rules import Actor
from examportal.mail import queries, service
from examportal.mail.advice import service as advice
from examportal.mail.advice.queries import own_advice
from examportal.mail.advice.rules import ANY, Advice
from tests.letters import settle_delivery
from tests.mail.conftest import activation, posted

EWA = Actor("staff", 3)


def answered(recipient: str, reply: str, reason: str = "recipient_refused") -> int:
    letter_id = posted(activation(recipient)).id
    verdict = Verdict.GIVE_UP if reply.startswith("5") else Verdict.RETRY
    with transaction():
        settle_delivery(letter_id, Outcome(verdict, reason, code=int(reply[:3]), note=reply[4:]))
    return letter_id


def label_on(letter_id: int) -> str | None:
    db.session.rollback()
    found = advice.advice_on(queries.get_record(letter_id))
    return found.label if found else None


def test_the_office_words_advice_and_takes_its_words_back(app: Flask) -> None:
    letter_id = answered("jan@wp.pl", "550 5.1.1 No such user")
    assert label_on(letter_id) == "nie ma takiej skrzynki"
    for text in ("pierwsze", "drugie"):
        with transaction():
            advice.word(Advice("5.1.1", "wp.pl", "nasze", text), EWA)
    assert label_on(letter_id) == "nasze"
    assert [one.text for one in own_advice()] == ["drugie"]
    with transaction():
        assert advice.unword("5.1.1", "wp.pl", EWA)
        assert not advice.unword("5.1.1", ANY, EWA)
    assert label_on(letter_id) == "nie ma takiej skrzynki"
    entries = list(journal.links(99))
    told = [entry.payload.details for entry in entries if entry.payload and entry.payload.event == "advice_worded"]
    assert told[-1] == '{"own":false,"pattern":"5.1.1","provider":"wp.pl"}'


def test_nobody_is_advised_before_there_is_an_answer(app: Flask) -> None:
    assert label_on(posted().id) is None


def test_answers_that_nobody_has_worded_are_listed_by_their_number(app: Flask) -> None:
    for recipient in ("jan@wp.pl", "ola@wp.pl", "ewa@o2.pl"):
        answered(recipient, "550 5.9.9 Odd answer")
    waiting = answered("jan@example.pl", "459 later")
    answered("jan@wp.pl", "550 5.1.1 No such user")
    first, second = advice.all_unworded()
    assert (first.signature, first.count, first.providers) == ("5.9.9", 3, {"wp.pl": 2, "o2.pl": 1})
    assert first.sample == "5.9.9 Odd answer"
    assert (second.signature, second.count) == ("459", 1)
    with transaction():
        advice.word(Advice("5.9.9", ANY, "dziwne", "dziwne"), EWA)
        service.withdraw(waiting, EWA)
    assert advice.all_unworded() == []
