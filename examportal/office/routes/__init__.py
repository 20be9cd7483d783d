"""Pages of the staff's desk, by topic."""

from werkzeug.wrappers import Response

Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
