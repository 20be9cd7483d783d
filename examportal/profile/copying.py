"""What of the profile belongs in a person's copy."""

from examportal.core.copies import PERSON, Part

_ADDRESS = {
    "street": "ulica",
    "building": "numer domu",
    "unit": "numer mieszkania",
    "postcode": "kod pocztowy",
    "city": "miejscowość",
    "country": "kraj",
}
_WORKPLACE = _ADDRESS | {"name": "nazwa", "rspo_number": "numer RSPO"}
PROFILE_WORDS = {
    "first_names": "imiona",
    "last_name": "nazwisko",
    "birth_place": "miejsce urodzenia",
    "phone": "telefon",
    "employment": "zatrudnienie",
    "subjects": "nauczane przedmioty",
    "home_address": "adres zamieszkania",
    "mailing_address": "adres do korespondencji",
    "workplace": "miejsce pracy",
    **{f"home_address.{name}": f"adres zamieszkania: {words}" for name, words in _ADDRESS.items()},
    **{f"mailing_address.{name}": f"adres do korespondencji: {words}" for name, words in _ADDRESS.items()},
    **{f"workplace.{name}": f"miejsce pracy: {words}" for name, words in _WORKPLACE.items()},
}
_BOTH = {
    f"{side}.{name}": f"{when} – {words}"
    for side, when in (("before", "było"), ("after", "jest"))
    for name, words in PROFILE_WORDS.items()
}
PARTS = (
    Part(
        "profile",
        "Twoje dane z formularza",
        "examiner_id",
        PERSON,
        {"saved_at": "zapisano", "contact_confirmed_at": "kontakt potwierdzono"},
        document=PROFILE_WORDS,
    ),
    Part(
        "profile_change",
        "Zgłoszone zmiany danych",
        "examiner_id",
        PERSON,
        {
            "made_at": "zgłoszono",
            "renames": "zmiana nazwiska lub imienia",
            "checked_at": "sprawdzono z dokumentem",
            "checked_by": "kto sprawdził",
        },
        document=_BOTH | {"note": "notatka"},
    ),
    Part(
        "correction_report",
        "Zgłoszone poprawki w ewidencji",
        "examiner_id",
        PERSON,
        {
            "field": "czego dotyczy",
            "reported_at": "zgłoszono",
            "closed_at": "zamknięto",
            "closed_by": "kto zamknął",
            "outcome": "wynik",
        },
        document={"present": "było", "proposed": "miało być", "reason": "uzasadnienie", "answer": "odpowiedź komisji"},
        kept_back=frozenset({"change_id"}),
    ),
    Part(
        "unification",
        "Połączone karty ewidencji",
        "kept_id",
        PERSON,
        {"basis": "podstawa", "actor": "kto", "made_at": "połączono", "undone_at": "rozłączono"},
        kept_back=frozenset({"kept_id", "joined_id"}),
    ),
)
