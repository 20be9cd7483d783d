"""What may be reported, and which changes answer it."""

from datetime import UTC, datetime, timedelta

import pytest

from examportal.journal.events import Event
from examportal.profile.corrections.rules import (
    ANSWERED_BY,
    About,
    ChangeDoesNotAnswer,
    NotToReport,
    Report,
    Topic,
    check_answer,
    read_about,
)

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
REPORT = Report(7, 3, About(Topic.PESEL), AT, "brak", "1", "")


@pytest.mark.parametrize("about", [About(Topic.PESEL), About(Topic.NUMBER, 12), About(Topic.NOT_MINE, 999_999_999)])
def test_a_field_is_read_as_it_is_written(about: About) -> None:
    assert read_about(str(about)) == about


@pytest.mark.parametrize(
    "text",
    ["", "x", "numer", "pesel-3", "numer-", "numer-0", "numer-x", "numer-٣", "numer-9999999999"],
)
def test_nothing_else_is_a_field(text: str) -> None:
    with pytest.raises(NotToReport):
        read_about(text)


@pytest.mark.parametrize(
    ("examiner_id", "event", "made_at"),
    [
        (4, Event.PESEL_CORRECTED, AT),
        (3, Event.NUMBER_ENTERED, AT),
        (3, Event.PESEL_CORRECTED, AT - timedelta(seconds=1)),
    ],
)
def test_an_answer_is_the_persons_of_its_kind_and_made_since(examiner_id: int, event: Event, made_at: datetime) -> None:
    check_answer(REPORT, 3, Event.PESEL_CORRECTED, AT)
    with pytest.raises(ChangeDoesNotAnswer):
        check_answer(REPORT, examiner_id, event, made_at)


def test_every_topic_has_answers_and_every_report_a_number() -> None:
    assert set(ANSWERED_BY) == set(Topic)
    assert REPORT.number == "ZP-000007"
