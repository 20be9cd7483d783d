"""What of the journal belongs in a person's copy: what was done to the person; nobody of the office is named."""

from examportal.core.copies import PARTY, Part

PARTS = (
    Part(
        "journal_payload",
        "Dziennik zdarzeń",
        "subject",
        PARTY,
        {
            "recorded_at": "kiedy",
            "event": "zdarzenie",
            "actor": "kto",
            "result": "wynik",
            "details": "szczegóły",
        },
        kept_back=frozenset({"seq", "salt", "subject"}),
    ),
)
