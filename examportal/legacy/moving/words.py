"""The move in words: for the office, and for the owners of the accounts."""

from collections.abc import Mapping

from examportal.accounts.staff.rules import Role
from examportal.legacy.moving.rules import Outcome
from examportal.legacy.rules import Reason

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.MOVES: "przechodzi",
    Outcome.STAYS: "nie przechodzi",
    Outcome.ADDRESS_MISSING: "brak adresu e-mail",
    Outcome.ADDRESS_UNUSABLE: "adres e-mail z pomyłką",
    Outcome.ALREADY_STAFF: "ma już konto w portalu",
    Outcome.ADDRESS_TWICE: "adres kilku kont",
}
SENTENCES: Mapping[Outcome, str] = {
    Outcome.MOVES: "Dostanie zaproszenie z linkiem ważnym 72 godziny; ustawi hasło i drugi krok logowania.",
    Outcome.STAYS: "Zasady na to nie pozwalają; powód jest na stronie konta.",
    Outcome.ADDRESS_MISSING: "Konto ma TAK, ale nie ma adresu e-mail. Uzupełnij plik albo zaproś tę osobę osobno.",
    Outcome.ADDRESS_UNUSABLE: "Konto ma TAK, ale na ten adres nie da się pisać. Popraw plik albo zaproś tę osobę.",
    Outcome.ALREADY_STAFF: "Ktoś z tym adresem jest już wśród pracowników. Drugiego zaproszenia nie wysyłamy.",
    Outcome.ADDRESS_TWICE: (
        "Kilka kont, które mają TAK, ma ten sam adres e-mail, więc nie wiadomo, czyj jest. Popraw plik albo zaproś te "
        "osoby osobno."
    ),
}
TO_OWNERS: Mapping[Reason, str] = {
    Reason.ROW_ERROR: (
        "W danych Twojego konta z dawnego serwisu są błędy, więc nie wiadomo, co mogło. Komisja to sprawdza."
    ),
    Reason.NO_RIGHTS: "Twoje konto nie miało w dawnym serwisie żadnego uprawnienia.",
    Reason.ONE_SECTION: "Twoje konto miało w dawnym serwisie uprawnienia tylko w jednej sekcji.",
    Reason.DIFFERENT_RIGHTS: "Twoje konto miało w dawnym serwisie różne uprawnienia w różnych sekcjach.",
    Reason.VIEW_ONLY: "Twoje konto pozwalało w dawnym serwisie tylko oglądać, niczego nie można było nim zmieniać.",
}
"""Why an account does not move, as its owner reads it."""
ROLES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: "administrator",
    Role.REGISTRAR: "pracownik ewidencji",
    Role.CLERK: "pracownik pomocy",
    Role.AUDITOR: "audytor",
}
NO_ROLE = "nie daje roli"
