"""What the letters of the portal are called."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "account_notice": "zawiadomienie o koncie",
    "activation": "link aktywacyjny",
    "activation_reminder": "przypomnienie o aktywacji",
    "address_replaced": "zawiadomienie o zmianie adresu",
    "claim_notice": "zawiadomienie o pierwszym logowaniu",
    "email_change": "potwierdzenie nowego adresu",
    "account_word": "co z kontem z dawnego serwisu",
    "examiner_invitation": "zaproszenie do portalu",
    "login_code": "kod logowania",
    "correction_answered": "odpowiedź na zgłoszenie poprawki",
    "login_number": "login do portalu",
    "number_added": "nowy numer na koncie",
    "password_reset": "link do nowego hasła",
    "staff_invitation": "zaproszenie pracownika",
    "staff_keys_changed": "zmiana kluczy pracownika",
    "staff_keys_reset": "nowe klucze pracownika",
    "staff_recovery_code_used": "użycie kodu zapasowego",
}


def kind_words(kind: str) -> str:
    """Return what a kind of letter is called; one that the portal no longer sends has words too."""
    return KINDS.get(kind, "inny list")
