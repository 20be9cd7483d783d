"""What of the register belongs in a person's copy."""

from examportal.core.copies import PERSON, Part

_PERSON_WORDS = {
    "pesel": "PESEL",
    "birth_date": "data urodzenia",
    "email": "e-mail w ewidencji",
    "phone": "telefon w ewidencji",
    "document": "dokument tożsamości",
}
PARTS = (
    Part(
        "examiner",
        "Wpis w ewidencji",
        "id",
        PERSON,
        {
            "last_name": "nazwisko",
            "first_names": "imiona",
            "login_number": "login",
            "entered_at": "wpisano",
            "unified_into": "karta dołączona do karty nr",
        },
        document=_PERSON_WORDS,
    ),
    Part(
        "qualification",
        "Numery ewidencyjne",
        "examiner_id",
        PERSON,
        {"registry_number": "numer", "scope_code": "zakres", "entered_on": "data wpisu"},
    ),
    Part(
        "removal",
        "Skreślenia numerów",
        "qualification_id",
        "qualification",
        {
            "removed_on": "data skreślenia",
            "ground": "podstawa",
            "decision_number": "numer decyzji",
            "actor": "kto",
            "recorded_at": "zapisano",
            "restored_on": "przywrócono",
        },
    ),
    Part(
        "identity_alias",
        "Dawne numery PESEL i dokumenty (zaszyfrowane nieodwracalnie)",
        "examiner_id",
        PERSON,
        {"replaced_at": "zastąpiono", "actor": "kto"},
    ),
    Part(
        "entry_change",
        "Poprawki wpisu przez komisję",
        "examiner_id",
        PERSON,
        {"event": "co", "actor": "kto", "made_at": "kiedy"},
        document={},
    ),
)
