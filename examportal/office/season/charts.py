"""The charts of the season page. Pages show the same figures as a table, so a chart holds no more than it needs.

A chart is drawn from figures that stand, signed, in the address of the image: it always shows what the page beside it
says, and asks the database nothing.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import tostring

import pygal
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from pygal.style import Style

from examportal.core.errors import Refusal
from examportal.web import filters

# pygal hangs a finder for its plugins into Python's imports, one of a kind that Python no longer takes and warns of.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]

_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1b2631",
    foreground_strong="#1b2631",
    foreground_subtle="#5d6b78",
    colors=("#15507a",),
    opacity="1",
    font_family="sans-serif",
    label_font_size=20,
    major_label_font_size=20,
)
_WIDTH = 480
"""Little more than a phone shows, so that the letters stay legible there."""
_HALF_A_DATE = 28
"""The last day has its date below it: half of that stands right of its bar."""
_EVERY = 7
"""Of the days, one a week has its date."""


class ChartUnknown(Refusal):
    """The address of an image was not made by a page of ours."""


@dataclass(frozen=True)
class Chart:
    """What is drawn: bars with their names, lying (a funnel) or standing (days)."""

    names: Sequence[str]
    figures: Sequence[int]
    standing: bool

    def token(self) -> str:
        """Return the chart as it stands in an address."""
        return _signer().dumps([list(self.names), list(self.figures), self.standing])


def funnel(names: Sequence[str], figures: Sequence[int]) -> Chart:
    """Return the chart of steps, the first one on top."""
    return Chart(names, figures, standing=False)


def days(counted: Sequence[tuple[date, int]]) -> Chart:
    """Return the chart of days."""
    return Chart([f"{day.day}.{day:%m}" for day, _ in counted], [count for _, count in counted], standing=True)


def read(token: str) -> Chart:
    """Return the chart of an address; raises ChartUnknown."""
    try:
        names, figures, standing = _signer().loads(token)
    except BadSignature:
        raise ChartUnknown from None
    return Chart(names, figures, standing=standing)


def draw(chart: Chart) -> bytes:
    """Return the SVG; it has no script."""
    kind, height = (pygal.Bar, 300) if chart.standing else (pygal.HorizontalBar, 360)
    drawn = kind(
        js=(),
        style=_STYLE,
        show_legend=False,
        margin=8,
        margin_right=_HALF_A_DATE if chart.standing else 8,
        width=_WIDTH,
        height=height,
        truncate_label=-1,
        formatter=_whole,
    )
    names, figures = list(chart.names), list(chart.figures)
    if chart.standing:
        drawn.x_labels, drawn.x_labels_major, drawn.show_minor_x_labels = names, names[::-1][::_EVERY], False
        drawn.y_labels_major_count, drawn.show_minor_y_labels = 4, False
    else:  # lying bars are drawn from below
        names = [f"{name}: {_whole(figure)}" for name, figure in zip(names, figures, strict=True)]
        drawn.x_labels, figures = names[::-1], figures[::-1]
        drawn.show_x_labels = drawn.show_x_guides = drawn.show_y_guides = False
    drawn.add("", figures)
    root = drawn.render_tree()
    for parent in list(root.iter()):
        for script in [child for child in parent if child.tag == "script"]:
            parent.remove(script)
    return bytes(tostring(root, encoding="utf-8"))


def _whole(number: float) -> str:
    return filters.number(round(number))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="season-chart")
