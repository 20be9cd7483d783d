"""Error pages: what happened and what to do, in Polish; nothing of the request is repeated."""

from contextlib import suppress
from typing import cast

import structlog
from flask import Flask, current_app, g, got_request_exception
from flask.globals import request_ctx
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response

from examportal.db import db
from examportal.web.logs import ROOM_LOGGER

PAGES = frozenset({400, 403, 404, 405, 410, 413, 422, 429, 500, 503})
DATABASE_BACK_SECONDS = 30
FIRST_SERVER_ERROR = 500
_log = structlog.get_logger(ROOM_LOGGER)


def init_app(app: Flask) -> None:
    """Answer every error with a page."""

    def failed(error: Exception) -> Response:
        _undo("fault", error)
        got_request_exception.send(app, _async_wrapper=app.ensure_sync, exception=error)
        return _page(FIRST_SERVER_ERROR, None)

    app.register_error_handler(HTTPException, _refused)
    for away in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(away, _database_away)
    # Not the handler of 500: Flask would log the path and the text of the fault before it asks that one.
    app.register_error_handler(Exception, failed)


def _refused(error: Exception) -> Response:
    refusal = cast("HTTPException", error)
    kept = [(name, value) for name, value in refusal.get_headers() if name.lower() != "content-type"]
    response = _page(refusal.code or FIRST_SERVER_ERROR, getattr(refusal, "retry_after", None))
    response.headers.extend(kept)
    return response


def _database_away(error: Exception) -> Response:
    _undo("database_away", error)
    return _refused(ServiceUnavailable(retry_after=DATABASE_BACK_SECONDS))


def _undo(event: str, error: Exception) -> None:
    with suppress(SQLAlchemyError):
        db.session.rollback()
    _log.error(event, exc_info=error)


def _page(status: int, retry_after: object) -> Response:
    """Draw the page without context processors: they would ask the database who is signed in."""
    known = status if status in PAGES else (FIRST_SERVER_ERROR if status >= FIRST_SERVER_ERROR else 400)
    seconds = retry_after if isinstance(retry_after, int) else None
    if request_ctx.url_adapter is None:  # the Host header was no name; the page's own links need none
        request_ctx.url_adapter = current_app.url_map.bind("localhost")
    template = current_app.jinja_env.get_template(f"errors/{known}.html")
    text = template.render(seconds=seconds, request_id=g.get("request_id"))
    return current_app.response_class(text, status=status)
