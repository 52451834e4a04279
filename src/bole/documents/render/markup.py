"""网页标记: elements built so that every text is escaped; only what is built here counts as mark-up."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from importlib import resources

_VOID = frozenset({"meta", "input"})


class Html(str):
    """Mark-up that is safe to print as it is."""

    __slots__ = ()


def el(name: str, attributes: dict[str, str | None] | None = None, *children: str) -> Html:
    """An element; children that are plain text are escaped; an attribute of None stands without a value."""
    inside = "".join(
        f" {key}" if value is None else f' {key}="{_escaped(value)}"' for key, value in (attributes or {}).items()
    )
    if name in _VOID:
        return Html(f"<{name}{inside}>")
    return Html(f"<{name}{inside}>{joined(*children)}</{name}>")


def joined(*parts: str) -> Html:
    """Parts one behind the other, plain text escaped."""
    return Html("".join(p if isinstance(p, Html) else _escaped(p) for p in parts))


_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _escaped(text: str) -> str:
    """Text as mark-up; characters that cannot stand in a page, or that turn the order of others, are left out."""
    return escape(_UNSEEN.sub("", text))


def page(
    *, title: str, lang: str, body: Html, data: dict[str, str], script: str | None = "page.js", style: str | None = None
) -> str:
    """One self-contained page: style and script inside, allowed by their hashes; nothing else may load or run.

    `style` is the text of a style sheet in place of the one of a reading.
    """
    style = _own_file("page.css") if style is None else style
    code = _own_file(script) if script else ""
    allowed = _hash(code) if code else "'none'"
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; base-uri 'none'; form-action 'none'"
    head = el(
        "head",
        {},
        el("meta", {"charset": "utf-8"}),
        el("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        el("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        el("meta", {"name": "referrer", "content": "no-referrer"}),
        el("title", {}, title),
        Html(f"<style>{style}</style>"),
    )
    attributes: dict[str, str | None] = {f"data-{key}": value for key, value in data.items()}
    whole = el("body", attributes, body, Html(f"<script>{code}</script>") if code else Html(""))
    return f"<!doctype html>\n{el('html', {'lang': lang}, head, whole)}\n"


def _own_file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
