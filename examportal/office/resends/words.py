"""What the office calls the steps of a round, and why somebody got no letter."""

from collections.abc import Iterable, Mapping

from examportal.mail.rules import OTHER_PROVIDER, provider_of
from examportal.office.resends.rules import Exclusion, Step, StopReason

STEPS: Mapping[Step, str] = {
    Step.LISTING: "sprawdzamy, do kogo można napisać",
    Step.LISTED: "czeka na próbę",
    Step.TRIAL: "próba w toku",
    Step.TRIED: "po próbie, czeka na decyzję",
    Step.SENDING: "wysyłanie w toku",
    Step.STOPPED: "zatrzymana",
    Step.ENDED: "zakończona",
}
EXCLUSIONS: Mapping[Exclusion, str] = {
    Exclusion.GONE: "nie ma tej osoby w ewidencji",
    Exclusion.SUSPENDED: "konto jest zawieszone",
    Exclusion.ALL_NUMBERS_REMOVED: "wszystkie numery są skreślone",
    Exclusion.ACTIVE: "konto już działa",
    Exclusion.NO_ADDRESS: "nie ma jeszcze adresu: ta osoba nie wypełniła formularza",
    Exclusion.BOUNCED: "serwer poczty odrzucił ostatni list: najpierw trzeba poprawić adres",
    Exclusion.WRITTEN_LATELY: "list wysłano w ciągu ostatnich 24 godzin",
}
STOPS: Mapping[StopReason, str] = {
    StopReason.BY_HAND: "Zatrzymał ją pracownik.",
    StopReason.REFUSALS: "Zatrzymała się sama, bo serwery poczty odrzuciły zbyt wiele listów.",
}
OTHERS = "inni dostawcy"


def by_provider(counts: Iterable[Mapping[str, int]]) -> list[tuple[str, int]]:
    """Return how many people there are at each great provider and at all others together, most first."""
    sums: dict[str, int] = {}
    for domain, count in (pair for one in counts for pair in one.items()):
        name = provider_of(f"@{domain}")
        sums[name] = sums.get(name, 0) + count
    named = [(OTHERS if name == OTHER_PROVIDER else name, count) for name, count in sums.items()]
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))
