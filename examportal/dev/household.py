"""What `flask dev run` keeps: the web server, the worker and the mailbox."""

import os
import sys
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import URLError

from examportal.dev.mailbox import LOOPBACK
from examportal.dev.supervisor import Child

WEB, WORKER, MAILBOX = "web", "worker", "mailbox"
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Ports:
    """Where the three of them listen."""

    web: int
    smtp: int
    mailbox: int

    @property
    def portal_url(self) -> str:
        """The address of the portal."""
        return f"http://{LOOPBACK}:{self.web}"

    @property
    def mailbox_url(self) -> str:
        """The address of the page with letters."""
        return f"http://{LOOPBACK}:{self.mailbox}"


def children(ports: Ports, instance: Path) -> list[Child]:
    """Return the processes to keep; what they print goes to `instance/logs/`."""
    logs = instance / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    flask = (sys.executable, "-m", "flask", "--app", "wsgi:app")
    web = (*flask, "dev", "web", f"--port={ports.web}")
    mailbox = (*flask, "dev", "mailbox", f"--smtp-port={ports.smtp}", f"--port={ports.mailbox}")
    commands: dict[str, Sequence[str]] = {MAILBOX: mailbox, WORKER: (*flask, "worker"), WEB: web}
    return [Child(name, command, logs / f"{name}.log") for name, command in commands.items()]


def environment(ports: Ports, instance: Path) -> dict[str, str]:
    """Return the environment of the processes: letters go to the mailbox, links lead to this portal."""
    return os.environ | {
        "EXAMPORTAL_INSTANCE": str(instance),
        "EXAMPORTAL_BASE_URL": os.environ.get("EXAMPORTAL_BASE_URL", ports.portal_url),
        "EXAMPORTAL_SMTP_URL": f"smtp://{LOOPBACK}:{ports.smtp}",
        "MALLOC_ARENA_MAX": "1",  # keeps a threaded server that hashes passwords small
        "PYTHONUNBUFFERED": "1",
    }


def is_up(ports: Ports) -> bool:
    """Tell whether both pages answer."""
    return all(_answers(url) for url in (f"{ports.portal_url}/healthz", f"{ports.mailbox_url}/"))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=_LOOK_SECONDS) as answer:  # noqa: S310 - our own address
            return bool(answer.status == HTTPStatus.OK)
    except (URLError, OSError):
        return False
