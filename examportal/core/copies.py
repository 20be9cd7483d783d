"""How a room says which of its tables hold something about a person, and what of it belongs in that person's copy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PERSON = "person"
"""The rows are found by the id of the person."""
OPENED = "opened"
"""Under this name stands what was sealed; no column is called so."""
PARTY = "party"
"""The rows are found by the person as the journal writes it: `examiner:12`."""


@dataclass(frozen=True)
class Part:
    """The share of one table.

    `column` says whose a row is: it has the person's id (`whose` PERSON), the person as the journal writes it (PARTY),
    or the id of a row of the table `whose`, which stands before this one. `told` names each column that the copy tells,
    with its words in Polish; `document` those of what is sealed, where that is told. What is in `kept_back` is a secret
    of the portal, or opens something.
    """

    table: str
    title: str
    column: str
    whose: str
    told: Mapping[str, str]
    document: Mapping[str, str] | None = None
    kept_back: frozenset[str] = field(default_factory=frozenset)


TECHNICAL = frozenset(
    {
        "id",
        "row_key",
        "examiner_id",
        "account_id",
        "case_id",
        "member_id",
        "qualification_id",
        "letter_id",
        "token_digest",
        "pesel_index",
        "document_index",
        "phone_index",
        "identity_index",
        "about",
        "sealed",
    }
)
"""Columns that tie rows together or by which they are found, and what is sealed, which a part tells as its document."""
