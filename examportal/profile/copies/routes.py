"""The copy of everything about oneself: a page to read and a file to take away."""

import json

from flask import Blueprint, Response, current_app, render_template

from examportal.accounts.presence import present
from examportal.accounts.reauthentication import after_proof
from examportal.core import clock
from examportal.db import transaction
from examportal.profile.copies import service
from examportal.profile.copies.rules import facts_of, plainly
from examportal.web.guard import examiners_only

blueprint = Blueprint("copies", __name__)
blueprint.add_app_template_filter(facts_of, "facts_of")
ON_PAGE = 100


@blueprint.get("/konto/kopia")
@examiners_only
@after_proof
def show() -> str:
    """Show what is held, the last rows of long tables."""
    whom = present().examiner_id
    with transaction():
        service.note_taken(whom, "page")
    copy = service.copy_of(whom, current_app.extensions["copy_parts"])
    return render_template("profile/copy.html", copy=copy, said=current_app.extensions["copy_words"], most=ON_PAGE)


@blueprint.get("/konto/kopia.json")
@examiners_only
@after_proof
def download() -> Response:
    """Hand the whole copy out as JSON."""
    whom = present().examiner_id
    with transaction():
        service.note_taken(whom, "json")
    copy = service.copy_of(whom, current_app.extensions["copy_parts"])
    document = {"made_at": clock.now().isoformat(), "held": plainly(copy)}
    headers = {"Content-Disposition": 'attachment; filename="kopia-danych.json"', "Cache-Control": "no-store"}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return Response(text, mimetype="application/json", headers=headers)
