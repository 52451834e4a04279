"""网页标记: the source of a web page -> a tree of elements whose text runs keep their raw offsets.

One pass over the source, in linear time whatever stands in it; no offsets are lost, as they are in any parser that
builds a tree of its own. Broken mark-up is taken as browsers take it, as far as a text needs that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Final

from bole.documents.formats.strokes import entity

DEEPEST: Final = 150
"""Elements nested deeper are not told apart: their text belongs to the last one."""

VOID = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "track", "wbr", "param")
)
_SWALLOWING = {
    tag: re.compile(rf"</{tag}(?=[\s/>])[^>]*+>?", re.IGNORECASE)
    for tag in ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
}
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_ENDS_P = BLOCKS - frozenset(
    ("body", "html", "option", "optgroup", "td", "th", "tr", "tbody", "thead", "tfoot", "caption")
)
_WALLS = frozenset(("table", "td", "th", "caption", "body"))
"""An end tag of something else never reaches over these."""
_TABLE = frozenset(("table",))
_P = frozenset(("p",))
_TABLE_PARTS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"))
_IMPLIED = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "menu", "dir"))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "option": (frozenset(("option",)), frozenset(("select",))),
    "a": (frozenset(("a",)), _WALLS),
    "td": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "th": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "tr": (frozenset(("tr",)), frozenset(("table",))),
    "tbody": (frozenset(("tbody", "thead", "tfoot")), frozenset(("table",))),
    "thead": (frozenset(("tbody", "thead", "tfoot", "caption")), frozenset(("table",))),
    "tfoot": (frozenset(("tbody", "thead", "tfoot")), frozenset(("table",))),
}
"""What an opening tag ends, and how far up it is looked for."""

_NEXT = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/><\"']*)(?P<attributes>(?>[^<>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+')*+)>"
)
_UNFINISHED_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]{0,2000}+>?")
_ATTRIBUTE = re.compile(r"([^\s=/\"']++)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"']++))?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_INLINE = frozenset((
    "a", "abbr", "b", "big", "button", "cite", "code", "em", "font", "head", "i", "ins", "kbd", "label",
    "mark", "noscript", "q", "s", "samp", "select", "small", "span", "strike", "strong", "sub", "sup",
    "template", "tt", "u", "var",
))  # fmt: skip
_KNOWN = BLOCKS | VOID | _INLINE | frozenset(_SWALLOWING)


@dataclass(frozen=True, slots=True)
class Run:
    """文字段: raw[start:end] without tags; entities are not resolved yet."""

    start: int
    end: int


@dataclass(eq=False, slots=True)
class Element:
    """元素: one element of the page with its children in order."""

    tag: str
    start: int
    """Where its opening tag begins, and where its end was found or forced."""
    end: int = 0
    written: str = ""
    """Its attributes as written."""
    children: list[Element | Run] = field(default_factory=list)
    _attributes: dict[str, str] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """Names in lower case -> values with entities as written; the first of equal names counts."""
        if self._attributes is None:
            self._attributes = {}
            for m in _ATTRIBUTE.finditer(self.written[:8000]) if self.written else ():
                self._attributes.setdefault(m[1].lower(), (m[2] or "").strip("\"'"))
        return self._attributes

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def runs(self) -> Iterator[Run]:
        """All text below, in order."""
        waiting: list[Element | Run] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Run):
                yield node
            else:
                waiting.extend(reversed(node.children))

    def text(self, raw: str) -> str:
        """All text below, entities resolved, blanks left out."""
        return "".join("".join(sign for sign, _, _ in signs(raw, run)) for run in self.runs()).translate(_NO_BLANKS)


_NO_BLANKS = dict.fromkeys(map(ord, " \t\r\n\x0c\u00a0\u3000"))


def signs(raw: str, run: Run) -> Iterator[tuple[str, int, int]]:
    """The text of a run in pieces (shown, raw start, raw end): plain stretches, and entities one by one."""
    at = run.start
    if raw.find("&", run.start, run.end) >= 0:
        for m in _ENTITY.finditer(raw, run.start, run.end):
            written = _entity_written(m.group())
            meant = entity(written)
            if meant is None:
                continue
            if m.start() > at:
                yield raw[at : m.start()], at, m.start()
            at = m.start() + len(written)
            yield meant, m.start(), at
    if run.end > at:
        yield raw[at : run.end], at, run.end


def _entity_written(matched: str) -> str:
    """The part of a match that is the entity: &amp of &ampere, for old names need no semicolon."""
    name = matched[1:]
    if name[0] == "#" or name in html5:
        return matched
    return next((matched[: n + 1] for n in range(len(name), 1, -1) if name[:n] in html5), matched)


def parse(raw: str) -> Element:
    """The page as a tree under one root element."""
    return _Parser(raw).parse()


class _Parser:
    """Reads tags in order and keeps the stack of open elements."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.root = Element("", 0)
        self.open = [self.root]
        self.too_deep: dict[str, int] = {}
        self.count: dict[str, int] = {}
        self.lacking: set[str] = set()
        """Ends (-->, </script>) that do not occur any more: not looked for again."""

    def parse(self) -> Element:
        at = 0
        while True:
            found = _NEXT.search(self.raw, at)
            if found is None:
                break
            self._run(at, found.start())
            at = self._mark(found.start())
        self._run(at, len(self.raw))
        self._pop(0, len(self.raw))
        return self.root

    def _run(self, start: int, end: int) -> None:
        if end > start:
            self.open[-1].children.append(Run(start, end))

    def _mark(self, at: int) -> int:
        """Read what begins with the < at `at`; gives where to go on."""
        if self.raw[at + 1] in "!?":
            if self.raw.startswith("<!--", at):
                return self._comment(at)
            end = self._find(">", at)
            return end if end > 0 else len(self.raw)
        tag = _TAG.match(self.raw, at)
        if tag is None:
            return self._unfinished(at)
        name = tag["name"].lower()
        if tag["end"]:
            self._close(name, at)
            return tag.end()
        self._start(name, at, tag["attributes"])
        return self._swallow(name, tag.end())

    def _comment(self, at: int) -> int:
        end = self._find("-->", at + 2)
        if end < 0:
            end = self._find(">", at)
        return end if end > 0 else len(self.raw)

    def _find(self, mark: str, at: int) -> int:
        """Just after the next `mark`, or -1."""
        if mark in self.lacking:
            return -1
        found = self.raw.find(mark, at)
        if found < 0:
            self.lacking.add(mark)
            return -1
        return found + len(mark)

    def _unfinished(self, at: int) -> int:
        """A tag without its end: passed over if it is one of HTML, text if it is not."""
        m = _UNFINISHED_TAG.match(self.raw, at)
        if m is not None and m["name"].lower() in _KNOWN:
            return m.end()
        self._run(at, at + 1)
        return at + 1

    def _swallow(self, name: str, at: int) -> int:
        """The content of a script or a title is no mark-up; it is passed over, a title is kept."""
        closing = _SWALLOWING.get(name)
        if closing is None:
            return at
        end = None if name in self.lacking else closing.search(self.raw, at)
        if end is None:
            self.lacking.add(name)
            self._close(name, at)
            return len(self.raw) if name in ("script", "style") else at
        self._run(at, end.start())
        self._close(name, at)
        return end.end()

    def _start(self, name: str, at: int, attributes: str) -> None:
        self._imply_ends(name, at)
        element = Element(name, at, at, attributes)
        self.open[-1].children.append(element)
        if name in VOID or (attributes.endswith("/") and ":" in name):
            return
        if len(self.open) >= DEEPEST:
            self.too_deep[name] = self.too_deep.get(name, 0) + 1
            # Its text is kept by the element above; an empty one says nothing.
            if name not in BLOCKS:
                self.open[-1].children.pop()
            return
        self.open.append(element)
        self.count[name] = self.count.get(name, 0) + 1

    def _imply_ends(self, name: str, at: int) -> None:
        if name in _ENDS_P and self.count.get("p"):
            self._end_up_to(_P, _WALLS, at)
        implied = _IMPLIED.get(name)
        if implied:
            self._end_up_to(*implied, at)

    def _end_up_to(self, tags: frozenset[str], walls: frozenset[str], at: int) -> None:
        """End the innermost open element of `tags`, and all in it, unless a wall stands before it."""
        for depth in range(len(self.open) - 1, 0, -1):
            tag = self.open[depth].tag
            if tag in tags:
                self._pop(depth, at)
                return
            if tag in walls:
                return

    def _close(self, name: str, at: int) -> None:
        if self.too_deep and self.too_deep.get(name):
            self.too_deep[name] -= 1
        elif self.open[-1].tag == name not in ("html", "body"):
            self._pop(len(self.open) - 1, at)
        elif self.count.get(name) and name not in ("html", "body"):
            # Much text stands after a </body> that came too early.
            walls = _TABLE if name in _TABLE_PARTS else _WALLS
            self._end_up_to(frozenset((name,)), walls, at)

    def _pop(self, depth: int, at: int) -> None:
        for element in self.open[depth:]:
            element.end = at
            self.count[element.tag] = self.count.get(element.tag, 0) - 1
        del self.open[depth:]
