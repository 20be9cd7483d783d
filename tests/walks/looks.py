"""What every page must stand up to in a browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 360, "height": 740}
WIDTHS = (320, 360, 1280)
# Only what is wrong comes back: the whole report of a page with two lists of countries takes seconds to carry over.
AXE = f"{Axe().axe_script}\n;0"
VIOLATIONS = """axe.run({resultTypes: ["violations"]}).then((report) =>
    report.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" ")}`))"""


def fits(page: Page, name: str) -> None:
    """Expect a page to be cut off in no width; `name` is for the message."""
    for width in WIDTHS:
        _resize(page, width, name)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})


def looks_well(page: Page, name: str) -> None:
    """Expect a page to be cut off in no width, and axe to have nothing against it in any; it needs scripts."""
    page.evaluate(AXE)
    for width in WIDTHS:
        _resize(page, width, name)
        assert page.evaluate(VIOLATIONS) == [], f"{name}: {width}"


def _resize(page: Page, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name}: {width}"
