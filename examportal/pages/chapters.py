"""The chapters of the help page. Pages link to them by name, people by anchor: neither changes once it is printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """One trouble and its answer; the text stands in `templates/pages/help/<name>.html`."""

    name: str
    anchor: str
    title: str

    @property
    def template(self) -> str:
        """Where the text stands."""
        return f"pages/help/{self.name}.html"


CHAPTERS = (
    Chapter("first_sign_in", "pierwsze-logowanie", "Loguję się pierwszy raz"),
    Chapter("refused", "odmowa-logowania", "Portal nie przyjmuje moich danych"),
    Chapter("several_numbers", "kilka-numerow", "Mam kilka numerów ewidencyjnych"),
    Chapter("no_pesel", "bez-pesel", "Nie mam numeru PESEL"),
    Chapter("letter_missing", "list-nie-przyszedl", "List z linkiem nie przyszedł"),
    Chapter("wrong_address", "zly-adres", "W adresie e-mail jest pomyłka"),
    Chapter("dead_link", "link", "Link stracił ważność albo był już użyty"),
    Chapter("forgotten_password", "zapomniane-haslo", "Nie pamiętam hasła"),
    Chapter("login_code", "kod-logowania", "Portal prosi o kod, a kod nie przychodzi"),
    Chapter("login_number", "login", "Nie wiem, jaki mam login"),
    Chapter("second_steps", "drugi-krok", "Chcę lepiej chronić swoje konto"),
    Chapter("lost_second_step", "utracony-drugi-krok", "Nie mam już telefonu z aplikacją albo klucza dostępu"),
    Chapter("devices", "urzadzenia", "Kto jest zalogowany na moim koncie"),
    Chapter("throttled", "za-duzo-prob", "Portal pisze, że prób było za dużo"),
    Chapter("lost_mailbox", "utracona-poczta", "Nie mam już dostępu do swojej poczty"),
    Chapter("wrong_data", "blad-w-ewidencji", "W ewidencji jest błąd w moich danych"),
    Chapter("name_changed", "zmiana-nazwiska", "Zmieniło się moje imię lub nazwisko"),
    Chapter("numbers_removed", "skreslone-numery", "Moje numery są skreślone z ewidencji"),
    Chapter("not_me", "to-nie-ja", "Ktoś zakłada konto za mnie albo moje konto jest wstrzymane"),
    Chapter("fault", "blad-strony", "Zamiast strony widzę komunikat o błędzie"),
    Chapter("on_the_phone", "rozmowa-telefoniczna", "Jak rozpoznamy Cię przez telefon"),
)


def chapter(name: str) -> Chapter:
    """Return a chapter by its name; raises KeyError, so that a page cannot link to one that does not exist."""
    return {item.name: item for item in CHAPTERS}[name]
