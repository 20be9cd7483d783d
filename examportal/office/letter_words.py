"""What the office calls letters, their states, and what servers have answered."""

from collections.abc import Mapping

from examportal.mail.rules import LetterState

KINDS: Mapping[str, str] = {
    "activation": "link aktywacyjny",
    "activation_reminder": "przypomnienie o aktywacji",
    "address_replaced": "zawiadomienie o zmianie adresu",
    "claim_notice": "zawiadomienie o pierwszym logowaniu",
    "number_added": "nowy numer na koncie",
    "password_reset": "link do nowego hasła",
    "staff_invitation": "zaproszenie pracownika",
    "staff_keys_changed": "zmiana kluczy pracownika",
    "staff_keys_reset": "nowe klucze pracownika",
    "staff_recovery_code_used": "użycie kodu zapasowego",
}
STATES: Mapping[LetterState, str] = {
    LetterState.QUEUED: "czeka",
    LetterState.BEING_SENT: "jest wysyłany",
    LetterState.ACCEPTED: "przyjęty",
    LetterState.DEFERRED: "odłożony",
    LetterState.REFUSED: "odrzucony",
    LetterState.BOUNCED: "wrócił",
    LetterState.GAVE_UP: "zaniechany po wielu próbach",
    LetterState.WITHDRAWN: "wycofany",
}
ANSWERS: Mapping[str, str] = {
    "line": "brak połączenia z naszym serwerem poczty",
    "relay": "nasz serwer poczty odmówił przyjęcia",
    "letter": "listu nie dało się złożyć",
    "accepted": "list przyjęty",
}


def kind_words(kind: str) -> str:
    """Return what a kind of letter is called; one that the portal no longer sends has words too."""
    return KINDS.get(kind, "inny list")


def answer_words(signature: str) -> str:
    """Return how an answer is written: what has no number of its own has a name."""
    return ANSWERS.get(signature, signature)


def provider_words(provider: str) -> str:
    """Return how a provider is written, all of them when it is empty."""
    return provider or "wszyscy"
