"""What reported mistakes are called."""

from collections.abc import Mapping

from examportal.profile.corrections.rules import Outcome, Topic

TOPICS: Mapping[Topic, str] = {
    Topic.PESEL: "numer PESEL",
    Topic.BIRTH_DATE: "data urodzenia",
    Topic.DOCUMENT: "dokument tożsamości",
    Topic.NUMBER: "zakres lub daty numeru ewidencyjnego",
    Topic.NOT_MINE: "to nie mój numer",
    Topic.NUMBER_MISSING: "brakuje mojego numeru",
}
OUTCOMES: Mapping[Outcome | None, str] = {
    None: "czeka na komisję",
    Outcome.ACCEPTED: "poprawione w ewidencji",
    Outcome.REFUSED: "bez poprawki",
    Outcome.WITHDRAWN: "wycofane przez Ciebie",
}
