"""What the office reads about cases."""

from collections.abc import Mapping

from examportal.recovery.known import CONFIRMED, PROFILE, REGISTER
from examportal.recovery.rules import Kind, Obstacle, State, Way

KINDS: Mapping[Kind, str] = {
    Kind.MAILBOX_DEAD: "nie ma dostępu do skrzynki e-mail konta",
    Kind.KNOWS_NOTHING: "nie pamięta hasła i nie ma dostępu do skrzynki",
    Kind.SECOND_STEP_LOST: "nie ma drugiego kroku logowania (telefonu, kluczy ani kodów zapasowych)",
    Kind.PESEL_WRONG: "zły PESEL w ewidencji",
    Kind.TWO_RECORDS: "dwie karty tej samej osoby",
    Kind.NO_PESEL: "nie ma numeru PESEL, trzeba poprawić dokument albo wpisać PESEL",
}
KIND_CHOICES = tuple((kind.value, words) for kind, words in KINDS.items())
WAYS: Mapping[Way, str] = {
    Way.PUBLIC: "ze strony portalu",
    Way.PHONE: "telefonicznie",
    Way.COUNTER: "osobiście w komisji",
}
DESK_WAYS = tuple((way.value, WAYS[way]) for way in (Way.PHONE, Way.COUNTER))
STATES: Mapping[State, str] = {
    State.NEW: "nowa",
    State.GATHERING: "zbieramy dowody",
    State.PROPOSED: "czeka na zatwierdzenie przez drugą osobę",
    State.APPROVED: "zatwierdzona, wysyłamy zawiadomienia",
    State.WAITING: "zatwierdzona, trwa okres oczekiwania",
    State.DONE: "zakończona",
    State.REFUSED: "odmowa",
    State.WITHDRAWN: "wycofana",
    State.VETOED: "zatrzymana sprzeciwem",
}
OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.NO_ACCOUNT: "ta osoba nie ma już czynnego konta",
    Obstacle.SUSPENDED: "konto jest zawieszone",
    Obstacle.FROZEN: "ktoś zatrzymał konto przyciskiem „to nie ja” – sprawdź, kto jest właścicielem",
    Obstacle.JOINED: "kartę tej osoby dołączono do innej",
    Obstacle.HANDS_GONE: "osoba, która zaproponowała albo zatwierdziła, nie zajmuje się już sprawami",
}
SOURCES: Mapping[str, str] = {
    REGISTER: "z ewidencji",
    PROFILE: "z profilu",
    CONFIRMED: "potwierdzony do kodów SMS",
}
