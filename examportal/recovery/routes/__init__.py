"""Pages of cases, by topic; each module's views are registered when it is imported here."""

from examportal.recovery.routes import ending, listing, opening, showing
from examportal.recovery.routes.blueprint import blueprint

__all__ = ["blueprint", "ending", "listing", "opening", "showing"]
