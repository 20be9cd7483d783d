"""What of the office's desk belongs in a person's copy."""

from examportal.core.copies import PERSON, Part

PARTS = (
    Part(
        "person_note",
        "Notatki komisji",
        "examiner_id",
        PERSON,
        {
            "author": "kto",
            "written_at": "kiedy",
            "due_on": "obietnica do",
            "done_at": "spełniona",
            "done_by": "kto spełnił",
        },
        document={"text": "treść"},
    ),
    Part(
        "resend_recipient",
        "Wysyłki do wielu osób",
        "examiner_id",
        PERSON,
        {"exclusion": "dlaczego bez listu"},
        kept_back=frozenset({"resend_id", "place", "provider"}),
    ),
)
