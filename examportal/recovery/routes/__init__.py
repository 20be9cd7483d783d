"""Pages of cases, by topic; each module's views are registered when it is imported here."""

from examportal.recovery.routes import deciding, ending, kinds, letters, listing, opening, proving, showing
from examportal.recovery.routes.blueprint import blueprint

__all__ = ["blueprint", "deciding", "ending", "kinds", "letters", "listing", "opening", "proving", "showing"]
