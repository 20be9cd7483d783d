"""A page as a tree: just enough of HTML to look at what the portal answers, and strict, since the portal writes it.

The tests read thousands of pages: tags are found by one expression, which takes a fifth of the time of Python's parser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# A comment, the doctype, or a tag: whether it closes, its name, what else stands in it, whether it closes itself.
_MARKUP = re.compile(
    r"""<(?:!--.*?--|!doctype[^>]*|(/?)([a-z][^\s/>"'<]*+)((?:[^>"'/]++|"[^"]*+"|'[^']*+'|/(?!>))*+)(/?))>""",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*=\s*(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")


@dataclass
class Node:
    """An element with what is inside it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)
    parent: "Node | None" = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join("".join(self._texts()).split())

    @property
    def classes(self) -> list[str]:
        """The names of the element's classes."""
        return self.attrs.get("class", "").split()

    def all(self, *tags: str, **attrs: str) -> list["Node"]:
        """Return every element inside with one of these tags (none: any) and with these attributes."""
        found = self._below if not tags else [node for node in self._below if node.tag in tags]
        if not attrs:
            return list(found)
        return [node for node in found if all(node.attrs.get(name) == value for name, value in attrs.items())]

    def walk(self) -> Iterator["Node"]:
        """Return every element inside, in the order of the page."""
        return iter(self._below)

    def within(self, *tags: str) -> bool:
        """Tell whether the element stands inside one of these tags."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node is not None

    @cached_property
    def _below(self) -> list["Node"]:
        """Every element inside, listed once: a page with two lists of countries is looked through dozens of times."""
        found: list[Node] = []
        ahead = [item for item in reversed(self.inside) if isinstance(item, Node)]
        while ahead:
            node = ahead.pop()
            found.append(node)
            ahead += [item for item in reversed(node.inside) if isinstance(item, Node)]
        return found

    def _texts(self) -> Iterator[str]:
        for item in self.inside:
            if isinstance(item, str):
                yield item
            elif item.tag not in {"script", "style"}:
                yield from item._texts()


def read(text: str) -> Node:
    """Return the tree of a page; fails on an element that is closed in the wrong place or left open."""
    root = here = Node("")
    end = 0
    for found in _MARKUP.finditer(text):
        _add_text(here, text[end : found.start()])
        end = found.end()
        closes, name, attributes, closes_itself = found.groups()
        if name is None:
            continue
        tag = name.lower()
        if not closes:
            node = Node(tag, _attributes(attributes), parent=here)
            here.inside.append(node)
            if tag not in VOID:
                here = node
        if closes or closes_itself:
            assert here.tag == tag, f"</{tag}> closes <{here.tag}>"
            assert here.parent is not None
            here = here.parent
    _add_text(here, text[end:])
    assert here is root, f"<{here.tag}> is never closed"
    return root


def _add_text(node: Node, written: str) -> None:
    assert "<" not in written, f"a < that begins no tag: {written[:80]!r}"
    if written:
        node.inside.append(unescape(written) if "&" in written else written)


def _attributes(written: str) -> dict[str, str]:
    if not written or written.isspace():
        return {}
    return {
        name.lower(): unescape(quoted or single or bare) for name, quoted, single, bare in _ATTRIBUTE.findall(written)
    }
