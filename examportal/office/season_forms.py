"""Whose season is shown."""

from collections.abc import Mapping, Sequence

from examportal.intake.models import ImportFile
from examportal.office.people_forms import import_choices
from examportal.office.season.queries import Whose
from examportal.register.rules import ScopeEntry
from examportal.web.choices import ChoiceField, offer
from examportal.web.forms import MayBeEmpty, PortalForm


class SeasonForm(PortalForm):
    """One import, one scope, both or neither."""

    import_id = ChoiceField("Plik z ewidencją", (), [MayBeEmpty()])
    scope = ChoiceField("Zakres", (), [MayBeEmpty()])

    @classmethod
    def of(
        cls, whose: Whose, imports: Sequence[ImportFile], scopes: Mapping[str, ScopeEntry], *, sent: bool
    ) -> "SeasonForm":
        """Return the form as it was sent, or with what is shown now."""
        ready = {"import_id": str(whose.import_id or ""), "scope": whose.scope}
        form = cls() if sent else cls(formdata=None, data=ready)
        known = [(entry.code, f"{entry.code} – {entry.label}") for entry in scopes.values()]
        offer(form.import_id, (("", "wszyscy"), *import_choices(imports)))
        offer(form.scope, (("", "wszystkie"), *known))
        return form
