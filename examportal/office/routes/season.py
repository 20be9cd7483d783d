"""The season at a glance, with its charts."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for

from examportal.accounts.staff.rules import Permission
from examportal.core import clock
from examportal.db import transaction
from examportal.office.routes import Page
from examportal.office.season import charts, queries, service, words
from examportal.office.season.charts import ChartUnknown
from examportal.office.season.queries import Whose
from examportal.office.season.rules import Season, Step, last_days
from examportal.office.season_forms import SeasonForm
from examportal.onboarding.forms import RegistrationForm
from examportal.register import queries as register
from examportal.web.forms import form_page, form_was_sent
from examportal.web.guard import staff_only
from examportal.web.lists import row_number

blueprint = Blueprint("season", __name__)
DAYS = 30


@blueprint.route("/biuro/sezon", methods=["GET", "POST"])
@staff_only(Permission.SEE_PEOPLE)
def overview() -> Page:
    """Show how far people have come; POST leads to the page of one import or scope."""
    whose = Whose(request.args.get("import", type=row_number), request.args.get("zakres", ""))
    imports, scopes = queries.merged_imports(), register.scopes_by_code()
    if (whose.import_id and whose.import_id not in {one.id for one in imports}) or (
        whose.scope and whose.scope not in scopes
    ):
        abort(404)
    form = SeasonForm.of(whose, imports, scopes, sent=form_was_sent())
    if form.validate_on_submit():
        asked = {"import": form.text("import_id"), "zakres": form.text("scope")}
        chosen: dict[str, Any] = {name: value for name, value in asked.items() if value}
        return redirect(url_for("season.overview", **chosen), 303)
    return _page(form, whose)


@blueprint.get("/biuro/sezon/wykres/<token>.svg")
@staff_only(Permission.SEE_PEOPLE)
def chart(token: str) -> Response:
    """Draw the figures that stand in the address."""
    try:
        return Response(charts.draw(charts.read(token)), mimetype="image/svg+xml")
    except ChartUnknown:
        abort(404)


def _page(form: SeasonForm, whose: Whose) -> Page:
    shown, today = service.look(whose), clock.today()
    if shown.is_old:
        with transaction():
            service.want(whose)
    labels = {field.name: field.label.text for field in RegistrationForm(formdata=None)}
    return form_page(
        "office/season.html",
        form,
        shown=shown,
        words=words,
        whose=whose,
        counted=DAYS,
        **(_drawn(shown.season) if shown.season else {}),
        refusals=[
            (labels.get(field, field), words.RULES.get(rule, rule), people)
            for field, rule, people in queries.refusals_since(today - timedelta(days=DAYS - 1))
        ],
    )


def _drawn(season: Season) -> dict[str, Any]:
    days = last_days(season.registrations, clock.today(), DAYS)
    funnel = charts.funnel([words.ON_THE_CHART[step] for step in Step], [season.reached[step] for step in Step])
    return {
        "season": season,
        "days": [(day, count) for day, count in reversed(days) if count],
        "funnel": url_for("season.chart", token=funnel.token()),
        "by_day": url_for("season.chart", token=charts.days(days).token()),
    }
