"""From facts to a letter: its text, the portal's own or the office's, as subject, plain text and HTML."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import css_inline
from flask import current_app

from examportal.config import settings
from examportal.mail.letter import Letter, new_number
from examportal.mail.texts import queries
from examportal.mail.texts.rules import Act, Mark, Text, filled
from examportal.web.filters import listed, moment


def compose(kind: str, recipient: str, **facts: object) -> Letter:
    """Compose a letter to one address: with the office's text, or that of `templates/letters/<kind>/`.

    The templates know the facts, `letter_number`, and the board as `portal` (the settings). Raises
    jinja2.UndefinedError when a template asks for a fact that was not given.
    """
    return compose_with(queries.find_in_force(kind), kind, recipient, **facts)


def compose_with(own: Text | None, kind: str, recipient: str, **facts: object) -> Letter:
    """Compose a letter as `compose` does, with this text of the office, None for the portal's."""
    number = new_number()
    folder, known = ("_own", facts | _own_facts(own, facts)) if own else (kind, facts)

    def rendered(part: str) -> str:
        # Not render_template: context processors belong to pages, and a letter has no request.
        return current_app.jinja_env.get_template(f"letters/{folder}/{part}").render(known, letter_number=number)

    return Letter(
        kind=kind,
        number=number,
        recipient=recipient,
        subject=str(known["subject"]) if own else " ".join(rendered("subject.txt").split()),
        text=rendered("body.txt").strip() + "\n",
        html=css_inline.inline(rendered("body.html"), load_remote_stylesheets=False),
    )


def built_in(kind: str) -> tuple[str, str]:
    """Return subject and body of the portal's own text as the office would write them: with marks for the facts."""
    marks = {fact: f"{{{mark}}}" for mark, (fact, _) in _FACTS.items()} | {"link": f"{{{Mark.LINK}}}"}
    environment = current_app.jinja_env.overlay()
    environment.filters = {**environment.filters, "moment": str, "listed": str}
    subject = environment.get_template(f"letters/{kind}/subject.txt").render(marks)
    template = environment.get_template(f"letters/{kind}/body.txt")
    body = "".join(template.blocks["content"](template.new_context(marks)))
    return " ".join(subject.split()), body.strip()


def link(endpoint: str, **values: object) -> str:
    """Return the absolute address of a page, built on the setting BASE_URL: the worker has no request to ask."""
    return settings().base_url + current_app.url_map.bind("").build(endpoint, values)


def _own_facts(own: Text, facts: dict[str, object]) -> dict[str, object]:
    told = {str(mark): write(facts[fact]) for mark, (fact, write) in _FACTS.items() if fact in facts}
    paragraphs = [one if isinstance(one, Act) else replace(one, text=filled(one.text, told)) for one in own.paragraphs]
    return {"subject": " ".join(filled(own.subject, told).split()), "paragraphs": paragraphs}


def _changed_key(what: str) -> str:
    return str(current_app.jinja_env.get_template("_macros/letters.html").make_module().changed_key(what))  # type: ignore[attr-defined]


_FACTS: Mapping[Mark, tuple[str, Callable[[Any], str]]] = {
    Mark.EXPIRES: ("expires_at", moment),
    Mark.HAPPENED: ("happened_at", moment),
    Mark.NUMBERS: ("numbers", listed),
    Mark.CHANGE: ("what", _changed_key),
    Mark.LEFT: ("left", str),
    Mark.LOGIN: ("login_number", str),
}
"""By which fact a mark is filled in, and how that is written."""
