"""`python -m bench`: measure, and print tables. Nothing is asserted: the figures are ratios inside one run."""

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import alike, bystanders, flood, intake, letters, search
from bench.load import hashing_pool
from bench.sites import BACKENDS, new_database
from bench.throughput import ROADS, Figures, measure
from tests import databases

_ALIKE_HEAD = ("database", "page", "state", "pairs", "AUC", "same answer")
_RATES = ("hash limit", "bare", "portal", "of limit", "of bare")
_COSTS = ("hash ms", "bare ms", "portal ms", "of limit", "of bare")
_HEAD = ("database", "journey", *_RATES, *_COSTS)


def _lines(backend: str, figures: Figures) -> Iterator[tuple[str, ...]]:
    for road in ROADS:
        bare, portal = figures.bare[road.name], figures.portal[road.name]
        limit = f"{figures.hashes.rate / road.hashes:.1f}" if road.hashes else "–"
        of_limit = f"{portal.rate * road.hashes / figures.hashes.rate:.0%}" if road.hashes else "–"
        rates = (limit, f"{bare.rate:.1f}", f"{portal.rate:.1f}", of_limit, f"{portal.rate / bare.rate:.0%}")
        hashing = figures.hashes.cost * road.hashes
        cpu_of_limit = f"{hashing / portal.cost:.0%}" if road.hashes else "–"
        costs = (f"{hashing:.1f}", f"{bare.cost:.1f}", f"{portal.cost:.1f}", cpu_of_limit)
        yield (backend, road.name, *rates, *costs, f"{bare.cost / portal.cost:.0%}")


def _print_table(*rows: tuple[str, ...]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        line = "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(f"{line.rstrip()}\n")
    sys.stdout.write("\n")
    sys.stdout.flush()


def _run_throughput(folder: Path, pool: ProcessPoolExecutor) -> None:
    rows = [row for backend in BACKENDS for row in _lines(backend, measure(backend, _room(folder, backend), pool))]
    sys.stdout.write(
        "Journeys in a second through 2 server processes; milliseconds of a core that a journey takes on the server\n\n"
    )
    _print_table(_HEAD, *rows)


def _run_alike(folder: Path, pool: ProcessPoolExecutor) -> None:
    rooms = [_room(folder, f"alike-{backend}") for backend in BACKENDS]
    urls = [new_database(room, backend, "alike") for room, backend in zip(rooms, BACKENDS, strict=True)]
    verdicts = [verdict for of_one in pool.map(alike.compare, BACKENDS, rooms, urls) for verdict in of_one]
    sys.stdout.write("A wrong attempt on an account against one on nobody: AUC of its time (0.5 tells nothing)\n\n")
    _print_table(_ALIKE_HEAD, *(_alike_line(verdict) for verdict in verdicts if verdict.state not in alike.NOBODIES))


def _run_intake(folder: Path, _pool: ProcessPoolExecutor) -> None:
    steps, waits = [], []
    for backend in BACKENDS:
        room = _room(folder, f"intake-{backend}")
        urls = new_database(room, backend, "raw"), new_database(room, backend, "intake")
        found = intake.measure(backend, room, urls)
        steps += found.steps
        waits += found.waits
    sys.stdout.write(f"A register file of {intake.ROWS} rows about {intake.PEOPLE} people\n\n")
    _print_table(intake.HEAD, *steps)
    sys.stdout.write("Examiners who signed in meanwhile, one after the other\n\n")
    _print_table(bystanders.HEAD, *waits)


def _run_letters(folder: Path, _pool: ProcessPoolExecutor) -> None:
    rows = [letters.measure(backend, _room(folder, f"letters-{backend}")) for backend in BACKENDS]
    sys.stdout.write(f"Letters in a second, {letters.LETTERS} at a time, best of {letters.TURNS}\n\n")
    _print_table(letters.HEAD, *rows)


def _run_million(folder: Path, _pool: ProcessPoolExecutor) -> None:
    room = _room(folder, "million")
    sys.stdout.write("A check of a CSV of a million rows: the most memory that a process of it held\n\n")
    _print_table(intake.MEMORY_HEAD, intake.measure_memory(room, new_database(room, "sqlite", "million")))


def _run_search(folder: Path, _pool: ProcessPoolExecutor) -> None:
    sys.stdout.write(f"Searches at the desk among {search.PEOPLE} people, in milliseconds\n\n")
    for backend in BACKENDS:
        room = _room(folder, f"search-{backend}")
        app, built = search.build(backend, room, new_database(room, backend, "search"))
        _print_table(search.BUILT_HEAD, built)
        _print_table(search.HEAD, *search.measure(backend, app))


def _run_flood(folder: Path, _pool: ProcessPoolExecutor) -> None:
    rows = [row for backend in BACKENDS for row in flood.measure(backend, _room(folder, f"flood-{backend}"))]
    sys.stdout.write(f"Pages of somebody who is signed in while {flood.MANY} others sign in, {flood.ROUNDS} times\n\n")
    _print_table(flood.HEAD, *rows)


def _alike_line(verdict: alike.Verdict) -> tuple[str, ...]:
    same = "yes" if verdict.same_answer else "NO"
    return (verdict.backend, verdict.door, verdict.state, str(verdict.pairs), f"{verdict.auc:.3f}", same)


def _room(folder: Path, name: str) -> Path:
    room = folder / name
    room.mkdir()
    return room


PARTS = {"throughput": _run_throughput, "alike": _run_alike, "intake": _run_intake, "letters": _run_letters}
ON_REQUEST = {"million": _run_million, "search": _run_search, "flood": _run_flood}
"""Parts that run only when they are named."""


def main() -> None:
    """Run everything, or only the parts that are named (PARTS, ON_REQUEST)."""
    wanted = sys.argv[1:] or list(PARTS)
    try:
        with tempfile.TemporaryDirectory(prefix="examportal-bench-") as folder, hashing_pool() as pool:
            for name in wanted:
                (PARTS | ON_REQUEST)[name](Path(folder), pool)
    finally:
        databases.SERVER.stop()


if __name__ == "__main__":
    main()
