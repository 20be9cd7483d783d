"""The lists as the portal brings them along, and what a list may be. Plain Python."""

from collections.abc import Mapping
from enum import StrEnum


class Asker(StrEnum):
    """Who asks."""

    PERSON = "person"
    INSTITUTION = "institution"


MOST_DOCUMENTS = 12
LONGEST_DOCUMENT = 200
LONGEST_LIST = MOST_DOCUMENTS * (LONGEST_DOCUMENT + 1)
DEFAULTS: Mapping[Asker, tuple[str, ...]] = {
    Asker.PERSON: (
        "dokument tożsamości z zasłoniętym zdjęciem i zasłoniętym numerem dokumentu",
        "niedawny rachunek z Twoim imieniem, nazwiskiem i adresem",
        "decyzja o wpisie do ewidencji egzaminatorów",
    ),
    Asker.INSTITUTION: (
        "wyciąg z KRS, CEIDG albo RSPO szkoły, uczelni lub pracodawcy",
        "pismo z pieczęcią, podpisane przez dyrektora albo inną osobę, która kieruje instytucją",
    ),
}


def read_list(typed: str) -> tuple[str, ...]:
    """Return the documents of a list as it was typed, one a line."""
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def is_too_long(documents: tuple[str, ...]) -> bool:
    """Tell whether a list has too many documents, or one of them too many signs."""
    return len(documents) > MOST_DOCUMENTS or any(len(one) > LONGEST_DOCUMENT for one in documents)
