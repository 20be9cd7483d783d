"""What the season page calls steps, stops and rules, and where the list of the people is."""

from collections.abc import Mapping
from datetime import timedelta

from examportal.accounts.rules import PasswordRule
from examportal.office.finding.rules import State
from examportal.office.season.rules import Step, Stop
from examportal.onboarding.forms import EMPTY, SHAPE, TOO_LONG
from examportal.web.filters import plural

STEPS: Mapping[Step, str] = {
    Step.IMPORTED: "Wpisani do ewidencji",
    Step.CLAIMED: "Pierwsze logowanie",
    Step.SAVED: "Formularz zapisany",
    Step.LETTER_ACCEPTED: "List przyjęty przez serwer poczty",
    Step.ACTIVATED: "Konto aktywne",
    Step.SIGNED_IN: "Zalogowani po aktywacji",
}
ON_THE_CHART: Mapping[Step, str] = {
    Step.IMPORTED: "Wpisani",
    Step.CLAIMED: "Logowali się",
    Step.SAVED: "Formularz",
    Step.LETTER_ACCEPTED: "List przyjęty",
    Step.ACTIVATED: "Konto aktywne",
    Step.SIGNED_IN: "Znów zalogowani",
}
STOPS: Mapping[Stop, str] = {
    Stop.NEVER_CAME: "Nie zalogowali się ani razu",
    Stop.FORM_NOT_SAVED: "Zaczęli, ale nie zapisali formularza",
    Stop.LETTER_ON_ITS_WAY: "List z linkiem jest jeszcze w drodze",
    Stop.LETTER_FAILED: "List z linkiem nie dotarł",
    Stop.LINK_WAITS: "List dotarł, link czeka na kliknięcie",
    Stop.LINK_EXPIRED: "Link stracił ważność",
    Stop.NOT_BACK: "Konto aktywne, jeszcze bez logowania",
    Stop.SUSPENDED: "Konto zawieszone",
}
LISTS: Mapping[Stop, State] = {
    Stop.NEVER_CAME: State.NEVER_CAME,
    Stop.FORM_NOT_SAVED: State.FORM_NOT_SAVED,
    Stop.LETTER_ON_ITS_WAY: State.LETTER_ON_ITS_WAY,
    Stop.LETTER_FAILED: State.LETTER_FAILED,
    Stop.LINK_WAITS: State.LINK_WAITS,
    Stop.LINK_EXPIRED: State.LINK_EXPIRED,
    Stop.NOT_BACK: State.NOT_BACK,
    Stop.SUSPENDED: State.SUSPENDED_IN_SEASON,
}
"""The state in the list of people in which these are."""
RULES: Mapping[str, str] = {
    EMPTY: "pole jest puste",
    TOO_LONG: "odpowiedź jest za długa",
    SHAPE: "odpowiedź ma inną postać, niż trzeba",
    PasswordRule.LENGTH: "hasło jest za krótkie",
    PasswordRule.UPPER: "brakuje wielkiej litery",
    PasswordRule.LOWER: "brakuje małej litery",
    PasswordRule.DIGIT: "brakuje cyfry",
    PasswordRule.SPECIAL: "brakuje znaku specjalnego",
    PasswordRule.OWN: "hasło zawiera dane osoby",
    PasswordRule.COMMON: "hasła używa wiele osób",
    PasswordRule.EASY: "hasło łatwo odgadnąć",
}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def lasting(time: timedelta) -> str:
    """Return how long something took, in the unit that people would use: "40 sekund", "3 godziny", "12 dni"."""
    if time < _MINUTE:
        return _counted(time.seconds, "sekunda", "sekundy", "sekund")
    if time < 2 * _HOUR:
        return _counted(time // _MINUTE, "minuta", "minuty", "minut")
    if time < 2 * _DAY:
        return _counted(time // _HOUR, "godzina", "godziny", "godzin")
    return _counted(time // _DAY, "dzień", "dni", "dni")


def _counted(number: int, one: str, few: str, many: str) -> str:
    return f"{number} {plural(number, one, few, many)}"
