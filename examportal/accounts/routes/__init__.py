"""Pages of an examiner's own keys, by topic; each module's views are registered when it is imported here."""

from examportal.accounts.routes import confirming, devices, keys, second_step, security, sessions
from examportal.accounts.routes.blueprint import blueprint

__all__ = ["blueprint", "confirming", "devices", "keys", "second_step", "security", "sessions"]
