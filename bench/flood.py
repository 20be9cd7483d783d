"""Many who sign in at the same moment, again and again: how long other pages take meanwhile, and in how much memory.

Each of them is somebody else and comes from an address of its own (Linux has them all on its loopback), so that no
limit stops the flood, only the server.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import quantiles
from threading import Event
from time import perf_counter
from urllib.parse import urlencode

from bench import journeys, servers
from bench.crowd import examiners
from bench.journeys import Browser
from bench.servers import Servers
from bench.sites import make_portal, new_database
from examportal.dev.people import InventedPerson

MANY = 200
ROUNDS = 5
HEAD = ("database", "meanwhile", "pages", "median ms", "p95 ms", "longest ms", "most MiB", "compared", "asked to wait")
_PAUSE_SECONDS = 0.05
_PATIENCE_SECONDS = 120.0
_ADDRESSES = count(2)
_COMPARED, _CROWDED = 422, 503
_TWENTIETHS = 20


def measure(backend: str, folder: Path) -> list[tuple[str, ...]]:
    """Return a line of the idle portal and one of the flooded one."""
    site = make_portal(folder, new_database(folder, backend, "flood"), {})
    people = examiners(MANY + 1)
    site.settle(people, [])
    with servers.serve(site.application, folder, site.environ) as running:
        with reading(running, people[0]) as idle:
            Event().wait(3)
        with reading(running, people[0]) as waits:
            seen = Counter(status for _ in range(ROUNDS) for status in flood(running.ports, people[1:]))
        memory = str(max(_most_memory(process) for process in running.processes))
    told = (str(seen[_COMPARED]), str(seen[_CROWDED]))
    return [(backend, "nothing", *_cells(idle), "–", "–", "–"), (backend, "flood", *_cells(waits), memory, *told)]


def flood(ports: Sequence[int], people: Sequence[InventedPerson]) -> list[int]:
    """Let everybody send a wrong password at once and return the statuses."""
    held = {port: _form_of(port) for port in ports}

    def knock(number: int) -> int:
        port = ports[number % len(ports)]
        return _knock(port, people[number].pesel, *held[port])

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(knock, range(len(people))))


@contextmanager
def reading(running: Servers, person: InventedPerson) -> Iterator[list[float]]:
    """Let somebody who is signed in open one page after the other, and yield how many seconds each took so far."""
    browser = Browser(running.ports[0])
    journeys.sign_in(browser, person)
    waits: list[float] = []
    done = Event()

    def read() -> None:
        while not done.wait(_PAUSE_SECONDS):
            for page in ("/konto", "/pomoc"):
                start = perf_counter()
                browser.get(page)
                waits.append(perf_counter() - start)

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(read)
        try:
            yield waits
        finally:
            done.set()
            going.result()
            browser.close()


def _form_of(port: int) -> tuple[str, str]:
    """Return the cookie and token of one sign-in page: whoever floods needs no more."""
    browser = Browser(port)
    token = journeys.token_of(browser.get("/"))
    browser.close()
    return browser.cookies(), token


def _knock(port: int, pesel: str, cookies: str, token: str) -> int:
    number = next(_ADDRESSES)
    address = f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    connection = HTTPConnection(journeys.HOST, port, timeout=_PATIENCE_SECONDS, source_address=(address, 0))
    headers = journeys.FORM | {"Cookie": cookies}
    body = urlencode({"login": pesel, "password": "To nie jest to hasło 1", "csrf_token": token})
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def _cells(waits: Sequence[float]) -> tuple[str, ...]:
    p95 = quantiles(waits, n=_TWENTIETHS, method="inclusive")[-1]
    shown = (sorted(waits)[len(waits) // 2], p95, max(waits))
    return (str(len(waits)), *(f"{1000 * wait:.0f}" for wait in shown))


def _most_memory(process: int) -> int:
    """Return the most MiB that a process has held; Linux tells."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    (held,) = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return held // 1024
