"""The terms' text in blocks, and from which day they may be in force."""

from datetime import date, timedelta

import pytest

from examportal.accounts.terms.rules import (
    FURTHEST,
    Block,
    BlockKind,
    DayBeforeAnother,
    DayPassed,
    DayTooFar,
    check_day,
    read,
)

TODAY = date(2026, 11, 21)


def test_a_text_is_read_in_blocks() -> None:
    body = "# § 1. Konto\n\nKonto jest osobiste.\nHasła nie wolno podać.\n\n- pierwsze\n- drugie\n\n# nie\nnagłówek\n"
    assert read(body) == (
        Block(BlockKind.HEADING, ("§ 1. Konto",)),
        Block(BlockKind.PARAGRAPH, ("Konto jest osobiste.", "Hasła nie wolno podać.")),
        Block(BlockKind.LIST, ("pierwsze", "drugie")),
        Block(BlockKind.PARAGRAPH, ("# nie", "nagłówek")),
    )
    assert read("\n \n") == ()


def test_a_day_may_be_today_or_the_one_of_the_version_before() -> None:
    later = TODAY + timedelta(days=9)
    check_day(TODAY, TODAY, None)
    check_day(later, TODAY, later)
    check_day(TODAY + FURTHEST, TODAY, TODAY - FURTHEST)
    with pytest.raises(DayTooFar):
        check_day(TODAY + FURTHEST + timedelta(days=1), TODAY, None)


def test_a_day_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(DayPassed):
        check_day(TODAY - timedelta(days=1), TODAY, None)
    with pytest.raises(DayBeforeAnother) as refused:
        check_day(TODAY, TODAY, TODAY + timedelta(days=1))
    assert refused.value.day == TODAY + timedelta(days=1)
