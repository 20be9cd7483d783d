"""What stands in the messages with codes."""

from datetime import UTC, datetime

from examportal.accounts.phones.rules import ONE_MESSAGE, confirming, signing_in


def test_each_message_fits_into_one_and_says_until_when_in_polish_time() -> None:
    until = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
    for text in (confirming("012345", until), signing_in("012345", until)):
        assert text.isascii()
        assert len(text) <= ONE_MESSAGE
        assert "012 345" in text
        assert "do 14:05" in text
