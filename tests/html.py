"""A page as a tree: just enough of HTML to look at what the portal answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


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
        return [
            node
            for node in self.walk()
            if (not tags or node.tag in tags) and all(node.attrs.get(name) == value for name, value in attrs.items())
        ]

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
        for item in self.inside:
            if isinstance(item, Node):
                found += [item, *item.walk()]
        return found

    def _texts(self) -> Iterator[str]:
        for item in self.inside:
            if isinstance(item, str):
                yield item
            elif item.tag not in {"script", "style"}:
                yield from item._texts()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Node("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, parent=self.open)
        self.open.inside.append(node)
        if tag not in VOID:
            self.open = node

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}>"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.inside.append(data)


def read(text: str) -> Node:
    """Return the tree of a page; fails on an element that is closed in the wrong place or left open."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    assert builder.open is builder.root, f"<{builder.open.tag}> is never closed"
    return builder.root
