"""The words for what the journal tells."""

import pytest

from examportal.journal.rules import Event, Result
from examportal.office.happenings import EVENTS, RESULTS, event_words, party_words, result_words


def test_every_event_and_result_has_its_words_and_no_two_have_the_same() -> None:
    assert set(EVENTS) == set(Event)
    assert len(set(EVENTS.values())) == len(EVENTS)
    assert set(RESULTS) == set(Result)


def test_an_event_that_is_known_no_more_has_words_too() -> None:
    assert event_words("sign_in") == "logowanie"
    assert "starszej wersji" in event_words("what_was_once")
    assert result_words("refused") == "odmowa"


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ("staff:3", "Ewa Nowak"),
        ("staff:4", "pracownik nr 4"),
        ("staff", "pracownik"),
        ("examiner:12", "egzaminator nr 12"),
        ("worker", "portal"),
        ("something:1", "something nr 1"),
    ],
)
def test_who_acted(party: str, words: str) -> None:
    assert party_words(party, {3: "Ewa Nowak"}) == words
