"""What every page runs through: template language, cookies, limits, proxies, headers, static files."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from examportal.config import Settings
from examportal.web import errors, filters, forms, headers, logs

REQUEST_LIMIT = 1024 * 1024
FORM_LIMIT = 256 * 1024
FORM_PARTS = 200
FORM_OPEN_SECONDS = 12 * 3600
PICTURES_SECONDS = 24 * 3600


def init_app(app: Flask, settings: Settings) -> None:
    """Fit the application; called once, before rooms register their pages."""
    _set_limits_and_cookies(app, settings)
    teach_templates(app, settings)
    logs.init_app(app, settings)
    headers.init_app(app, settings)
    errors.init_app(app)
    _wrap_server_side(app, settings)


def _set_limits_and_cookies(app: Flask, settings: Settings) -> None:
    app.config.update(
        # The __Host- prefix makes browsers refuse the cookie without Secure, with a Domain or another Path.
        SESSION_COOKIE_NAME="__Host-portal" if settings.secure_cookies else "portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=REQUEST_LIMIT,
        # The longest form is the profile: about 30 fields; anything larger is not a person filling in a form. Both
        # limits are of multipart forms; ordinary ones are bounded by the line above.
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        MAX_FORM_PARTS=FORM_PARTS,
        # A form left open over a working day still arrives.
        WTF_CSRF_TIME_LIMIT=FORM_OPEN_SECONDS,
    )


def teach_templates(app: Flask, settings: Settings) -> None:
    """Give the templates what every page asks of them."""
    app.jinja_env.undefined = StrictUndefined
    filters.init_app(app)
    app.jinja_env.filters["kind"] = forms.kind_of
    app.jinja_env.filters["needs_answer"] = forms.needs_answer
    # Globals, not a context processor: error pages are drawn without asking anything of the database.
    app.jinja_env.globals.update(portal=settings, asset=_asset_of(app), csrf_field=_csrf_field)


def _csrf_field() -> Any:
    """Draw the hidden token for a form that is a single button."""
    return forms.PortalForm(formdata=None).csrf_token


def _asset_of(app: Flask) -> Any:
    folder = Path(str(app.static_folder))

    @cache
    def digest(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    def asset(name: str) -> str:
        """Return the address of a static file; it changes with the content, so browsers may keep it for ever."""
        return url_for("static", filename=name, v=digest(name))

    return asset


def _wrap_server_side(app: Flask, settings: Settings) -> None:
    served = WhiteNoise(
        app.wsgi_app,
        root=app.static_folder,
        prefix="static/",
        max_age=PICTURES_SECONDS,
        immutable_file_test=r"\.(css|js)$",  # always asked for by digest; pictures are named inside the CSS
        allow_all_origins=False,
        add_headers_function=headers.for_static,
    )
    app.wsgi_app = served  # type: ignore[method-assign]
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(served, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
