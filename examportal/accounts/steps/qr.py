"""The QR code of an authenticator as a picture.

A file of its own, from a signed route: the policy of the pages forbids pictures inside the page.
"""

from io import BytesIO

import segno
from flask import Response

_MODULE_PIXELS = 6


def picture(text: str) -> Response:
    """Return the answer with the picture of a text; no browser keeps it."""
    drawn = BytesIO()
    segno.make(text, micro=False, error="m").save(drawn, kind="svg", scale=_MODULE_PIXELS, light="white")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")
