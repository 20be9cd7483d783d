"""What is kept of a form that came too late."""

from datetime import UTC, datetime, timedelta

from examportal.accounts.drafts.rules import LATE_BY, LONGEST, Kept, is_worth_keeping, late_since


def test_something_typed_is_kept_and_nobody_types_a_book() -> None:
    assert is_worth_keeping({"reason": "a", "mailing_same": True})
    assert is_worth_keeping({"reason": "a" * LONGEST})
    assert not is_worth_keeping({"reason": "a" * LONGEST, "proposed": "b"})
    assert not is_worth_keeping({"reason": "", "mailing_same": True, "employment_kind": None})


def test_answers_belong_to_one_page() -> None:
    kept = Kept("corrections.report", {"about": "pesel"}, {})
    assert kept.is_of("corrections.report", {"about": "pesel"})
    assert not kept.is_of("corrections.report", {"about": "birth_date"})
    assert not kept.is_of("changes.edit", None)
    assert Kept("changes.edit", {}, {}).is_of("changes.edit", None)


def test_a_form_counts_as_one_of_a_session_for_a_day() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert late_since(now) == now - LATE_BY == now - timedelta(days=1)
