"""What of the post office belongs in a person's copy: which letters went where; their texts have links in them."""

from examportal.core.copies import PARTY, Part

PARTS = (
    Part(
        "outgoing_letter",
        "Listy do Ciebie",
        "about",
        PARTY,
        {
            "number": "numer listu",
            "kind": "rodzaj",
            "recipient": "adres",
            "subject": "temat",
            "posted_at": "przygotowano",
            "attempted_at": "ostatnia próba",
            "accepted_at": "przyjęty przez serwer",
            "given_up_at": "zaniechano",
            "withdrawn_at": "wycofano",
            "bounced_at": "wrócił",
            "delayed_at": "opóźniony",
            "useful_until": "ma sens do",
        },
        kept_back=frozenset(
            {
                "provider",
                "message_id",
                "reply_code",
                "reply_text",
                "reply_status",
                "reason",
                "server",
                "bounce_status",
                "bounce_text",
            }
        ),
    ),
    Part(
        "delivery_attempt",
        "Próby doręczenia listów",
        "letter_id",
        "outgoing_letter",
        {
            "attempted_at": "kiedy",
            "verdict": "wynik",
            "reason": "powód",
            "reply_code": "kod odpowiedzi",
            "reply_text": "odpowiedź serwera",
        },
    ),
)
