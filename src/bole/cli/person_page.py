"""给本人的网页: the parts of a page that is handed to one person, in the frame of all pages of policies."""

from collections.abc import Iterable, Sequence

from bole import __version__
from bole.cli.page_frame import framed
from bole.documents.render.markup import Html, el
from bole.kernel.messages import _


def person_page(brand: str, heading: str, days: str, *parts: Html) -> str:
    """The page as text."""
    footer = _("伯乐 {version} 按登记资料计算；以经办机构的决定和文件原文为准。", version=__version__)
    return framed(heading, el("p", {"class": "days"}, days), *parts, top=brand, footer=footer)


def contents(lines: Iterable[tuple[str, str, str, str]]) -> Html:
    """What stands below, each line a link to it: id, look, what, and how much."""
    return el("ul", {"class": "sums"}, *(_line(*line) for line in lines))


def _line(id_: str, look: str, what: str, how_much: str) -> Html:
    return el("li", {}, el("a", {"href": f"#{id_}"}, status(look, what), el("span", {}, how_much)))


def status(kind: str, text: str) -> Html:
    """A word that stands out, its look by `kind`."""
    return el("span", {"class": f"status {kind}"}, text)


def facts(rows: Iterable[tuple[str, Sequence[str]]]) -> Html:
    """Labels with their values; several values stand one below the other."""
    drawn = []
    for label, values in rows:
        inside = values[0] if len(values) == 1 else el("ul", {}, *(el("li", {}, value) for value in values))
        drawn.append(el("div", {}, el("dt", {}, label), el("dd", {}, inside)))
    return el("dl", {}, *drawn)
