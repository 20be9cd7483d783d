"""From facts to a letter: the templates of one kind, rendered as subject, plain text and HTML."""

import css_inline
from flask import current_app

from examportal.config import settings
from examportal.mail.letter import Letter, new_number


def compose(kind: str, recipient: str, **facts: object) -> Letter:
    """Compose the letter of `templates/letters/<kind>/` to one address.

    The templates know the facts, `letter_number`, and the board as `portal` (the settings). Raises
    jinja2.UndefinedError when a template asks for a fact that was not given.
    """
    number = new_number()

    def rendered(part: str) -> str:
        # Not render_template: context processors belong to pages, and a letter has no request.
        return current_app.jinja_env.get_template(f"letters/{kind}/{part}").render(facts, letter_number=number)

    return Letter(
        kind=kind,
        number=number,
        recipient=recipient,
        subject=" ".join(rendered("subject.txt").split()),
        text=rendered("body.txt").strip() + "\n",
        html=css_inline.inline(rendered("body.html"), load_remote_stylesheets=False),
    )


def link(endpoint: str, **values: object) -> str:
    """Return the absolute address of a page, built on the setting BASE_URL: the worker has no request to ask."""
    return settings().base_url + current_app.url_map.bind("").build(endpoint, values)
