"""What every answer tells the browser to allow: own origin only, nothing inline, nothing kept."""

from wsgiref.headers import Headers

from flask import Flask
from secure import Secure
from secure.headers import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.wrappers import Response

from examportal.config import Settings

_CSP = "Content-Security-Policy"
_BOX = "default-src 'none'; sandbox"
HSTS_SECONDS = 365 * 24 * 3600
_UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)


def init_app(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of the application."""
    values = dict(_policy(https=settings.secure_cookies).headers)

    @app.after_request
    def add_headers(response: Response) -> Response:
        boxed = response.headers.get(_CSP) == _BOX
        response.headers.update(values)
        if boxed:
            response.headers[_CSP] = _BOX
        return response


def for_static(headers: Headers, path: str, url: str) -> None:
    """Put the headers of a static file; the server of static files calls it."""
    del path, url
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def forget_in(response: Response) -> Response:
    """Ask the browser to drop what it has kept of the portal, so that the next person at it finds nothing.

    Cookies are left: the session's is void, and the device shall be known the next time.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def in_a_box(response: Response) -> Response:
    """Let a file that came from outside do nothing, should somebody get a browser to show it."""
    response.headers[_CSP] = _BOX
    return response


def _policy(*, https: bool) -> Secure:
    features = PermissionsPolicy()
    for feature in _UNUSED_FEATURES:
        features.add_directive(feature)
    return Secure(
        csp=_content_policy(),
        # Not no-referrer: with it Chromium sends `Origin: null` with our own forms.
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=features,
        cache=CacheControl().no_store(),
        hsts=StrictTransportSecurity().max_age(HSTS_SECONDS) if https else None,
    )


def _content_policy() -> ContentSecurityPolicy:
    policy = ContentSecurityPolicy().custom_directive("default-src", "'none'")
    for directive in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"):
        policy.custom_directive(directive, "'self'")
    for directive in ("base-uri", "frame-ancestors"):
        policy.custom_directive(directive, "'none'")
    return policy
