"""The log, for machines: JSON lines on standard error with a request id, and nothing about people.

A request is one line with the endpoint's name, never its path: paths carry tokens. A fault is its type and the places
it came through, never its text: texts of faults may hold somebody's data.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from time import perf_counter
from types import TracebackType
from typing import Any, TextIO
from uuid import uuid4

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from examportal.config import Settings

ROOM_LOGGER = "examportal"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger(ROOM_LOGGER)


def init_app(app: Flask, settings: Settings) -> None:
    """Write one line a request, under an id that the error page shows too."""
    configure()

    @app.before_request
    def begin() -> None:
        g.request_id = _request_id(trusted=settings.trusted_proxies > 0)
        g.request_began = perf_counter()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        _log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            milliseconds=round((perf_counter() - g.request_began) * 1000, 1),
        )
        response.headers["X-Request-ID"] = g.request_id
        return response

    @app.teardown_request
    def forget(_fault: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id")


def configure() -> None:
    """Send everything that is logged, by us or by a library, through one formatter; safe to call again."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        fault_without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    root = logging.getLogger()
    if not any(isinstance(handler, StandardError) for handler in root.handlers):
        root.addHandler(StandardError())
    for handler in root.handlers:
        if isinstance(handler, StandardError):
            handler.setFormatter(formatter)
    root.setLevel(logging.WARNING)
    logging.getLogger(ROOM_LOGGER).setLevel(logging.INFO)
    # Werkzeug's development server would write a line with the path of each request.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment of writing."""

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        """Nothing to keep."""


def fault_without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace the fault of a log line by its type and the places it came through."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, BaseException):
        fault = (type(fault), fault, fault.__traceback__)
    if fault and fault[0]:
        event["fault"] = fault[0].__name__
        event["places"] = _places(fault[2])
    return event


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def _request_id(*, trusted: bool) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if trusted and _REQUEST_ID.fullmatch(given) else uuid4().hex
