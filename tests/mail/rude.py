"""A mail server that speaks SMTP only until it is told to say something else."""

import socketserver
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedIOBase
from threading import Event, Thread

POLITE = {
    "": b"220 rude.example\r\n",
    "EHLO": b"250 rude.example\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 Go on\r\n",
    ".": b"250 OK\r\n",
    "STARTTLS": b"220 Go on\r\n",
}
CLOSE = b""
DRIP = b"..."
BYE = b"!"
DRIP_SECONDS = 0.02


def _drip(line: BufferedIOBase) -> bool:
    with suppress(ConnectionError):
        while True:
            line.write(b"2")
            Event().wait(DRIP_SECONDS)
    return False


@contextmanager
def rude_server(answers: Mapping[str, bytes]) -> Iterator[str]:
    """Serve with these answers in place of the polite ones, by command, and yield the address for SMTP_URL.

    The empty command is the greeting, a dot the end of a message; CLOSE hangs up, DRIP, at the end of an answer, adds a
    byte now and then for as long as the other side listens; after BYE, at the end of an answer, it hangs up.
    """
    said = POLITE | dict(answers)

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if not self._say(""):
                return
            body = False
            for line in self.rfile:
                command = line.strip().decode("ascii", "replace").partition(" ")[0].upper()
                if body and command != ".":
                    continue
                body = command == "DATA"
                if not self._say(command):
                    return

        def _say(self, command: str) -> bool:
            answer = said.get(command, b"502 What?\r\n")
            self.wfile.write(answer.removesuffix(DRIP).removesuffix(BYE))
            return _drip(self.wfile) if answer.endswith(DRIP) else answer != CLOSE and not answer.endswith(BYE)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(10)
