"""What of the text messages belongs in a person's copy: when they went; number and text are wiped."""

from examportal.core.copies import PARTY, Part

PARTS = (
    Part(
        "text_message",
        "SMS-y do Ciebie",
        "about",
        PARTY,
        {
            "posted_at": "przygotowano",
            "accepted_at": "przyjęty przez bramkę",
            "given_up_at": "zaniechano",
            "useful_until": "ma sens do",
        },
        kept_back=frozenset({"reason"}),
    ),
)
