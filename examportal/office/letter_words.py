"""What the office calls letters, their states, and what servers have answered."""

from collections.abc import Mapping

from examportal.mail.rules import LetterState
from examportal.mail.words import kind_words

__all__ = ["ANSWERS", "STATES", "answer_words", "kind_words", "provider_words"]

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
    "bounce": "list wrócił bez kodu odpowiedzi",
}


def answer_words(signature: str) -> str:
    """Return how an answer is written: what has no number of its own has a name."""
    return ANSWERS.get(signature, signature)


def provider_words(provider: str) -> str:
    """Return how a provider is written, all of them when it is empty."""
    return provider or "wszyscy"
