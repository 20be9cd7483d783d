"""Journeys through two server processes: the portal's and the bar's by turns, and hashing alone in between."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from bench import journeys, servers
from bench.crowd import examiners
from bench.journeys import Browser
from bench.load import Tally, hash_leg, run_leg
from bench.servers import Servers
from bench.sites import Site, make_bare, make_portal, new_database
from examportal.dev.people import InventedPerson

HASH_SECONDS = 3.0
# The same limits for both; a person registers once, so newcomers must last for all the legs.
MEMBERS, NEWCOMERS = 200, 900
WARM_UP = 6


@dataclass(frozen=True)
class Road:
    """A kind of journey: how many hashes it computes, and for how many seconds a leg of it is measured."""

    name: str
    hashes: int
    seconds: float
    legs: int


SIGN_IN = Road("sign-in", 1, 4.0, 3)
REGISTRATION = Road("registration", 2, 4.0, 3)
ACTIVATION = Road("activation", 0, 2.0, 1)
ROADS = (SIGN_IN, REGISTRATION, ACTIVATION)


@dataclass
class Side:
    """One application while it is served, with whoever is still to travel."""

    site: Site
    running: Servers
    members: Iterator[InventedPerson]
    newcomers: Iterator[InventedPerson]
    opened: set[str] = field(default_factory=set)
    tallies: dict[str, Tally] = field(default_factory=lambda: {road.name: Tally() for road in ROADS})

    def travel(self, road: Road) -> None:
        """Make one leg."""
        journey, tasks = self._tasks(road)
        before = self.running.cpu_seconds()
        done, seconds = run_leg(journey, tasks, self.running.ports, road.seconds)
        self.tallies[road.name].add(done, seconds, self.running.cpu_seconds() - before)

    def warm_up(self) -> None:
        """Let every process draw every page once, so that no template is compiled on the clock."""
        for port in self.running.ports:
            browser = Browser(port)
            for _ in range(WARM_UP):
                journeys.sign_in(browser, next(self.members))
                journeys.register(browser, next(self.newcomers))
            journeys.activate(browser, next(self._links()))
            browser.close()

    def _tasks(self, road: Road) -> tuple[Callable[[Browser, Any], None], Iterator[Any]]:
        if road is SIGN_IN:
            return journeys.sign_in, self.members
        if road is REGISTRATION:
            return journeys.register, self.newcomers
        return journeys.activate, self._links()

    def _links(self) -> Iterator[str]:
        for link in self.site.links():
            if link not in self.opened:
                self.opened.add(link)
                yield link


@dataclass(frozen=True)
class Figures:
    """What one database gave: hashes alone, and the journeys of each side."""

    hashes: Tally
    bare: dict[str, Tally]
    portal: dict[str, Tally]


def measure(backend: str, folder: Path, pool: ProcessPoolExecutor) -> Figures:
    """Measure both sides on one kind of database, by turns."""
    people = examiners(MEMBERS + NEWCOMERS)
    hashes = Tally()
    with ExitStack() as running:
        portal = _serve(running, make_portal(folder, new_database(folder, backend, "portal"), {}), folder, people)
        bare = _serve(running, make_bare(folder, new_database(folder, backend, "bare")), folder, people)
        for road in ROADS:
            for _ in range(road.legs):
                if road.hashes:
                    hashes.add(*hash_leg(pool, HASH_SECONDS))
                bare.travel(road)
                portal.travel(road)
    return Figures(hashes, bare.tallies, portal.tallies)


def _serve(running: ExitStack, site: Site, folder: Path, people: Sequence[InventedPerson]) -> Side:
    members, newcomers = people[:MEMBERS], people[MEMBERS:]
    site.settle(members, newcomers)
    started = running.enter_context(servers.serve(site.application, folder, site.environ))
    side = Side(site, started, cycle(members), iter(newcomers))
    side.warm_up()
    return side
