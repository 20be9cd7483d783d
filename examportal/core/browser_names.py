"""What people call a browser, from the line with which it introduces itself. Plain Python."""

UNKNOWN = "nieznana przeglądarka"
_LONGEST = 1000  # what is longer is no browser

# The first mark that is there decides: newer browsers repeat the names of older ones, so that pages let them in.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str | None) -> str:
    """Return browser and system as "Firefox, Windows"; whatever is unknown is left out or called UNKNOWN.

    Nothing that was sent is repeated: only words of this module come out.
    """
    told = (user_agent or "")[:_LONGEST]
    browser = next((name for mark, name in _BROWSERS if mark in told), UNKNOWN)
    system = next((name for mark, name in _SYSTEMS if mark in told), None)
    return f"{browser}, {system}" if system else browser
