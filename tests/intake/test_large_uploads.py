"""Large uploads at the real web server, started as `make run` does: it answers, and hardly grows."""

import http.client
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from examportal.dev.mailbox import LOOPBACK
from examportal.sheets.reader import MAX_BYTES
from tests import databases
from tests.databases import Portals
from tests.intake.wizard import START, Clerk
from tests.storm import processes

GROWTH_KIB = 30 * 1024
MIB = 1024 * 1024
BOUNDARY = "granica"
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Desk:
    """Somebody signed in at a web server of its own."""

    def __init__(self, clerk: Clerk, port: int, pid: int) -> None:
        self.token = str(clerk.browser.get(START).value("csrf_token"))
        cookies = (clerk.browser.flask._cookies or {}).values()
        self.cookie = "; ".join(f"{cookie.key}={cookie.value}" for cookie in cookies)
        self.port, self.pid = port, pid

    def highest_kib(self) -> int:
        """Return how much memory the server has had at most."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

    def head(self) -> bytes:
        """Return what stands before the bytes of the file."""
        names = ("csrf_token", self.token), ('file"; filename="duzy.csv', "")
        parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}' for name, text in names]
        return "\r\n".join(parts).encode()

    def begin(self, **headers: str) -> http.client.HTTPConnection:
        """Open a request that brings a file."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=60)
        connection.putrequest("POST", START)
        connection.putheader("Cookie", self.cookie)
        connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection

    def send(self, size: int) -> tuple[int, str]:
        """Bring a file of a size; return the status and the body of the answer."""
        content = (b"Nazwisko;Imiona;PESEL\r\n" * (size // 23 + 1))[:size]
        head = self.head()
        connection = self.begin(Content_Length=str(len(head) + size + len(TAIL)))
        for piece in (head, content, TAIL):
            connection.send(piece)
        return answer(connection)

    def send_without_length(self) -> int:
        """Bring a file of 1 GiB piece by piece; return how many MiB were sent when the server hung up."""
        connection, sent = self.begin(Transfer_Encoding="chunked"), 0
        with suppress(ConnectionError):  # the server does not wait for the rest
            while sent < 1024:
                connection.send(b"%x\r\n%b\r\n" % (MIB, b"x" * MIB))
                sent += 1
        connection.close()
        return sent


def answer(connection: http.client.HTTPConnection) -> tuple[int, str]:
    got = connection.getresponse()
    body = got.read().decode("utf-8", "replace")
    connection.close()
    return got.status, body


@pytest.fixture
def desk(portals: Portals, tmp_path: Path) -> Iterator[Desk]:
    """Sign somebody in at a server of its own, which has shown its first page."""
    app = portals.get("sqlite")
    with app.app_context():
        try:
            with processes.embedded(app, tmp_path) as (port, pid):
                here = Desk(Clerk(app), port, pid)
                assert here.send(1000)[0] == 303
                yield here
        finally:
            databases.empty()


def test_the_server_answers_large_files_and_hardly_grows(desk: Desk) -> None:
    before = desk.highest_kib()
    assert desk.send(MAX_BYTES)[0] == 303
    too_large, said = desk.send(MAX_BYTES + MIB)
    assert (too_large, "Plik ma ponad 64 MB" in said) == (413, True)
    far_too_large = desk.begin(Content_Length=str(1024 * MIB))
    far_too_large.send(desk.head())
    refused, said = answer(far_too_large)  # while it waits for the rest, which never comes
    assert (refused, "Plik ma ponad 64 MB" in said, 'lang="pl"' in said) == (413, True, True)
    assert desk.send_without_length() < 100
    assert desk.send(1000)[0] == 303
    assert desk.highest_kib() - before < GROWTH_KIB
