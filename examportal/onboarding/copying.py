"""What of the staircase belongs in a person's copy."""

from examportal.core.copies import PERSON, Part

PARTS = (
    Part(
        "claim",
        "Pierwsze logowania",
        "examiner_id",
        PERSON,
        {"proof": "czym się wykazano", "started_at": "od", "expires_at": "ważne do", "ended_at": "zakończono"},
    ),
    Part(
        "activation_link",
        "Linki aktywacyjne",
        "account_id",
        "account",
        {"email": "adres", "issued_at": "wysłano", "expires_at": "ważny do"},
    ),
)
