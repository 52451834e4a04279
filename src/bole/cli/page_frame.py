"""网页外框: what the pages of policies share: head, skip link, footer, style; no script, no network."""

from importlib import resources

from bole.documents.render.markup import el, joined, page
from bole.kernel.messages import _, language


def framed(heading: str, *inside: str, top: str, footer: str, styles: tuple[str, ...] = ()) -> str:
    """The page as text; `styles` are further style sheets beside the common one."""
    body = joined(
        el("a", {"class": "skip", "href": "#main"}, _("跳到正文")),
        el("header", {"class": "top"}, el("p", {}, top)),
        el("main", {"id": "main"}, el("h1", {}, heading), *inside),
        el("footer", {}, el("p", {}, footer)),
    )
    folder = resources.files(__package__)
    style = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("explain.css", *styles))
    lang = "zh-Hans" if language() == "zh" else "en"
    return page(title=f"{heading} · Bole", lang=lang, body=body, data={}, script=None, style=style)
