"""What every page must stand up to in a browser."""

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.storm.scale import FULL

PHONE = {"width": 360, "height": 740}
WIDTHS = (320, 360, 1280)
AXE_WIDTHS = WIDTHS if FULL else WIDTHS[:1]  # axe takes most of the time, and a narrow page is the harder one
# Only what is wrong comes back: the whole report of a page with two lists of countries takes seconds to carry over.
AXE = str(Axe().axe_script)
AXE_PATH = "/axe.js"
"""Where whoever shows the pages must give AXE: so it is read once, which sending it each time is not."""
VIOLATIONS = """(contrast) => axe.run({
        resultTypes: ["violations"],
        rules: {"color-contrast": {enabled: contrast}},
    }).then((report) =>
    report.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" ")}`))"""


def cut_off(page: Page) -> list[int]:
    """Return the widths in which a page does not fit; a phone's comes last, for most go on in it."""
    return [width for width in sorted(WIDTHS, key=PHONE["width"].__eq__) if _is_cut_off(page, width)]


def blemishes(page: Page, *, contrast: bool = True) -> list[str]:
    """Return what is wrong with a page in any width: cut off, or what axe finds; axe must be there.

    Contrast takes axe three times as long as all else together.
    """
    found: list[str] = []
    for width in _widths(page):
        found += [f"{width}: cut off"] if _is_cut_off(page, width) else []
        found += (
            [f"{width}: {violation}" for violation in page.evaluate(VIOLATIONS, contrast)]
            if width in AXE_WIDTHS
            else []
        )
    return found


def _widths(page: Page) -> Iterable[int]:
    """Begin with the width that the window has: laying a page out anew takes long."""
    has = page.viewport_size
    return reversed(WIDTHS) if has and has["width"] == WIDTHS[-1] else WIDTHS


def _is_cut_off(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": PHONE["height"]})
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
