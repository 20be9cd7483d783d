"""A small IMAP server over TLS for tests: one mailbox, and the commands that reading bounces needs (RFC 3501)."""

import re
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

PASSWORD = b"tajne haslo"
_FETCH = re.compile(rb"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)")


class Box:
    """What the server holds: messages by number, and those that were copied aside."""

    def __init__(self, *messages: bytes) -> None:
        self.messages = dict(enumerate(messages, start=1))
        self.aside: list[bytes] = []
        self.folders: list[str] = []
        self.refused = ""
        self._deleted: set[int] = set()

    def answer(self, line: bytes) -> bytes:
        """Return what is said before the closing line of a command."""
        command = line.upper()
        if fetched := _FETCH.fullmatch(line):
            text = self.messages[int(fetched[1])][: int(fetched[2])]
            return b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (fetched[1], len(text), text)
        if command.startswith(b"CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith(b"UID SEARCH"):
            return b"* SEARCH " + b" ".join(b"%d" % number for number in self.messages) + b"\r\n"
        if command.startswith(b"CREATE"):
            self.folders.append(line.split()[1].decode())
        elif command.startswith(b"UID COPY"):
            self.aside += [self.messages[number] for number in _numbers(line)]
        elif command.startswith(b"UID STORE"):
            self._deleted |= set(_numbers(line))
        elif command.startswith(b"EXPUNGE"):
            self.messages = {key: text for key, text in self.messages.items() if key not in self._deleted}
        return b""


def _numbers(line: bytes) -> list[int]:
    return [int(number) for number in line.split()[2].split(b",")]


@contextmanager
def imap_server(box: Box, context: ssl.SSLContext) -> Iterator[int]:
    """Serve a mailbox on a port of the loopback."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for raw in self.rfile:
                tag, _, line = raw.strip().partition(b" ")
                refused = box.refused and line.upper().startswith(box.refused.encode())
                wrong = line.upper().startswith(b"LOGIN") and PASSWORD not in line
                said = b"" if refused or wrong else box.answer(line)
                self.wfile.write(said + tag + (b" NO refused\r\n" if refused or wrong else b" OK done\r\n"))
                if line.upper() == b"LOGOUT":
                    return

    class Server(socketserver.ThreadingTCPServer):
        def get_request(self) -> tuple[ssl.SSLSocket, object]:
            line, address = super().get_request()
            return context.wrap_socket(line, server_side=True), address

        def handle_error(self, request: object, client_address: object) -> None:
            del request, client_address  # a client that does not trust the certificate goes away

    with Server(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(10)
