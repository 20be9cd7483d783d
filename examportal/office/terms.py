"""What the desk's pages of the terms show: every version with who has confirmed it, and the draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from examportal.accounts.staff.queries import names_of
from examportal.accounts.staff.rules import staff_ids
from examportal.accounts.terms import queries
from examportal.accounts.terms.models import TermsDraft, TermsVersion
from examportal.core import clock
from examportal.office.happenings import party_words


@dataclass(frozen=True)
class Version:
    """One version: who has published it, how many people have confirmed it, and whether it may be taken back."""

    text: TermsVersion
    publisher: str
    confirmed: int
    is_in_force: bool
    may_be_withdrawn: bool


@dataclass(frozen=True)
class Shelf:
    """All there is of the terms; `writer` is who has saved the draft last."""

    versions: Sequence[Version]
    draft: TermsDraft | None
    writer: str

    @property
    def has_standing(self) -> bool:
        """Whether a version was published and not taken back."""
        return any(one.text.withdrawn_at is None for one in self.versions)


def shelf() -> Shelf:
    """Return every version, newest first, and the draft."""
    found, draft, today = queries.all_versions(), queries.find_draft(), clock.today()
    actors = [one.published_by for one in found] + ([draft.saved_by] if draft else [])
    names = names_of(staff_ids(actors))
    counts, now = queries.accepted_counts(), queries.find_in_force(today)
    newest = next((one.number for one in found if one.withdrawn_at is None), None)
    versions = [
        Version(
            one,
            party_words(one.published_by, names),
            counts.get(one.number, 0),
            is_in_force=one is now,
            may_be_withdrawn=one.number == newest and one.valid_from > today,
        )
        for one in found
    ]
    return Shelf(versions, draft, party_words(draft.saved_by, names) if draft else "")
