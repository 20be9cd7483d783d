"""What the letters of the portal are called."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "activation": "link aktywacyjny",
    "activation_reminder": "przypomnienie o aktywacji",
    "password_reset": "link do nowego hasła",
    "claim_notice": "wiadomość o pierwszym logowaniu",
    "address_replaced": "wiadomość o zmianie adresu",
    "login_code": "kod logowania",
    "correction_answered": "odpowiedź na zgłoszenie poprawki",
    "login_number": "login do portalu",
    "email_change": "link do nowego adresu e-mail",
    "number_added": "wiadomość o nowym numerze",
    "examiner_invitation": "zaproszenie do portalu",
    "account_word": "co z kontem z dawnego serwisu",
    "staff_invitation": "zaproszenie do biura",
    "staff_keys_reset": "link do nowych kluczy do biura",
    "staff_keys_changed": "wiadomość o zmianie w logowaniu do biura",
    "staff_recovery_code_used": "wiadomość o użyciu kodu zapasowego do biura",
    "account_notice": "wiadomość o zmianie na koncie albo o logowaniu",
    "recovery_notice": "zawiadomienie o sprawie, z linkiem do sprzeciwu",
    "recovery_access": "link do nowego hasła ze sprawy",
    "recovery_office": "wiadomość dla biura o sprawie",
}


def kind_words(kind: str) -> str:
    """Return what a kind of letter is called; one that the portal no longer sends has words too."""
    return KINDS.get(kind, "inny list")
