"""A letter, ready to be posted, and its number."""

import secrets
from dataclasses import dataclass, field

# Without characters that are mistaken for another when read aloud or from a screen: 0 O, 1 I L, 5 S, 8 B, 2 Z, U V.
_ALPHABET = "234679ACDEFGHJKMNPQRTVWXY"
_HALF = 4


@dataclass(frozen=True)
class Letter:
    """One e-mail to one person: `text` and `html` say the same words; `number` is what the person can quote.

    What is personal does not show in `repr`, which ends in logs.
    """

    kind: str
    number: str
    recipient: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


def new_number() -> str:
    """Return a new letter number such as `L-7KQ2-9MXD` (25 to the 8th possibilities)."""
    drawn = [secrets.choice(_ALPHABET) for _ in range(2 * _HALF)]
    return f"L-{''.join(drawn[:_HALF])}-{''.join(drawn[_HALF:])}"


def read_number(typed: str) -> str | None:
    """Return a letter number as it was written down, whatever case, dashes and spaces it was typed with."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    drawn = signs.removeprefix("L")
    if len(drawn) != 2 * _HALF or not set(drawn) <= set(_ALPHABET):
        return None
    return f"L-{drawn[:_HALF]}-{drawn[_HALF:]}"
