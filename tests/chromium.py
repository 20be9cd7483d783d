"""A pytest plugin: the Chromium of the machine for the browser walks.

Playwright's own download is not available everywhere, so an installed browser is used. Without one the walks fail in
CI (CI=true), where somebody relies on them, and are skipped elsewhere, which is said loudly at the end.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Programs, the quickest first: one that has no windows takes half the time."""
PATIENCE_MILLISECONDS = 30_000
"""What a page may take to become what is expected of it, on a machine that has other work."""
MISSING = "there is no Chromium on PATH (on Debian: apt install chromium-headless-shell)"

expect.set_options(timeout=PATIENCE_MILLISECONDS)


def find() -> str | None:
    """Return the path of an installed Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Tell pytest-playwright which browser to start, and how."""
    path = find()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(f"CI must walk in a browser: {MISSING}")
    if path is None:
        pytest.skip(f"browser walk not run: {MISSING}")
    # Chromium refuses to start as root with its sandbox; containers give it little shared memory.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": path, "args": arguments}


@contextmanager
def reachable(app: WSGIApplication) -> Iterator[str]:
    """Serve an application to the browser and give its address."""

    def read_whole(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer all at once: Werkzeug's server leaves a file open when the browser goes away in the middle of it."""
        body, status, headers = run_wsgi_app(app, environ, buffered=True)
        start_response(status, headers.to_wsgi_list())
        return body

    server = make_server("127.0.0.1", 0, read_whole, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not run."""
    missed = [
        report for report in terminalreporter.getreports("skipped") if "browser walk not run" in str(report.longrepr)
    ]
    if missed:
        terminalreporter.section("NOT EVERYTHING WAS RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(missed)} browser walks were skipped: {MISSING}", red=True, bold=True)
