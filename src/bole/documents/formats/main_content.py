"""正文区: which parts of a saved web page are the document; menus, side bars, sharing and footers are left out.

Whatever is in doubt is kept: `bole.documents.layout` looks at the lines once more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bole.documents.formats.html_table import rows_of
from bole.documents.formats.markup import Element, Run, signs

_NEVER_SHOWN = frozenset((
    "script", "style", "template", "noscript", "title", "select", "option", "button", "textarea", "iframe", "object",
    "svg", "canvas", "audio", "video", "map", "datalist", "embed", "noframes", "noembed", "input", "meta", "link",
))  # fmt: skip
_FRAME = frozenset(("nav", "aside", "header", "footer", "menu"))
_LISTS = frozenset(("ul", "ol", "dl", "div", "table", "td", "section", "center", "span"))

_WORDS = re.compile(r"[a-z]+|\d+")
_FURNITURE_WORDS = frozenset((
    "nav", "navbar", "navi", "navigation", "menu", "submenu", "breadcrumb", "breadcrumbs", "crumb", "crumbs",
    "location", "position", "dqwz", "wz", "curpos", "weizhi", "sidebar", "side", "sider", "aside", "share",
    "bdsharebuttonbox", "bshare", "bdshare", "jiathis", "social", "related", "relate", "xiangguan", "xgxw", "xgwz",
    "xglj",
    "xgjd", "relevant", "recommend", "tuijian", "hot", "footer", "foot", "copyright", "header", "topbar",
    "toolbar", "tools", "tool", "search", "login", "links", "friendlink", "yqlj", "pager", "pagination",
    "prevnext", "prev", "next", "comment", "comments", "ad", "ads", "advert", "banner", "qrcode", "ewm",
    "erweima", "weixin", "wechat", "weibo", "skip", "print", "dayin", "fontsize", "zihao", "backtop", "gotop",
    "totop", "swiper", "slider", "carousel", "popup", "modal", "dialog", "logo", "lang", "wza", "top", "bottom",
    "hits", "visit", "counter", "appendixlist", "feedback",
))  # fmt: skip
_CONTENT_WORDS = frozenset((
    "content", "article", "main", "detail", "details", "zoom", "trs", "editor", "ucap", "text", "body", "xxgk",
    "news", "con", "title", "view", "ueditor", "wenzhang", "zhengwen",
))  # fmt: skip
_CONTENT_HEART = re.compile(
    r"trs_editor|ucap-?content|vsb_content|zoom|article-?con|news_?con|artibody|ivs_content|xxgk_content|pages_content"
    r"|detail-?con|con_?text|text_?con|article_?body|easysite|wenzhang|zhengwen",
)
_RELATED_HEAD = re.compile(
    r"相关(?:新闻|链接|文章|阅读|解读|政策|信息|报道|推荐|稿件|内容|文档)|推荐(?:阅读|文章|新闻)|(?:上|下)一?[篇条]|热门|最新(?:信息|文件|动态)|要闻速递"
    r"|扫一扫|分享到?|打印|关闭|返回(?:顶部|首页|列表)|版权所有|友情链接|网站地图|您?(?:现在|当前)(?:的|所在)?位置|政策问答|图解"
)
_PUNCTUATION = re.compile(r"[，。；：、,;]")
_MOST_OF: Final = 0.9
_PARTS_OF_A_WHOLE = frozenset(("p", "tr", "li", "tbody", "thead", "tfoot"))
"""Never the main part by themselves: what holds them is."""


@dataclass(slots=True)
class Weight:
    """分量: how much text an element holds: all of it, inside links, and in sentences outside links."""

    text: int = 0
    linked: int = 0
    sentences: int = 0
    links: int = 0
    heads: int = 0

    def add(self, other: Weight) -> None:
        self.text += other.text
        self.linked += other.linked
        self.sentences += other.sentences
        self.links += other.links
        self.heads += other.heads

    @property
    def link_share(self) -> float:
        return self.linked / self.text if self.text else 0.0


class MainContent:
    """正文区: `dropped` holds the elements that are no part of the document, `main` the one that holds the document."""

    def __init__(self, root: Element, raw: str) -> None:
        self._raw = raw
        self._weights: dict[int, Weight] = {}
        self.dropped: set[int] = set()
        self.title_hint = ""
        self._weigh(root, linked=False)
        self._whole = self._weights[id(root)]
        unseen = len(self.dropped)
        self._drop_in(root, framed=True)
        if len(self.dropped) > unseen:
            self._weights.clear()
            self._weigh(root, linked=False)
            self._whole = self._weights[id(root)]
        self.main = self._main_of(root)

    def is_dropped(self, element: Element) -> bool:
        """Whether the element is left out with all it holds."""
        return id(element) in self.dropped

    def length(self, element: Element) -> int:
        """How many characters of text an element holds, blanks and what is left out not counted."""
        weight = self._weights.get(id(element))
        return weight.text if weight else 0

    # --- weighing -----------------------------------------------------------------------------------------------

    def _weigh(self, element: Element, linked: bool) -> Weight:
        weight = Weight(heads=element.tag in ("h1", "h2"))
        linked = linked or (element.tag == "a" and "href" in element.attributes)
        weight.links = element.tag == "a" and linked
        for child in element.children:
            if isinstance(child, Run):
                weight.add(self._weigh_run(child, linked))
            elif child.tag == "title" and not self.title_hint:
                self.title_hint = child.text(self._raw)
                self.dropped.add(id(child))
            elif child.tag in _NEVER_SHOWN or _is_hidden(child):
                self.dropped.add(id(child))
            elif id(child) not in self.dropped:
                weight.add(self._weigh(child, linked))
        self._weights[id(element)] = weight
        return weight

    def _weigh_run(self, run: Run, linked: bool) -> Weight:
        text = self._raw[run.start : run.end]
        if "&" in text:
            text = "".join(sign for sign, _, _ in signs(self._raw, run))
        length = sum(map(len, text.split()))
        sentence = not linked and length >= 8 and _PUNCTUATION.search(text) is not None
        return Weight(length, length if linked else 0, length if sentence else 0)

    # --- dropping -----------------------------------------------------------------------------------------------

    def _drop_in(self, element: Element, framed: bool) -> None:
        for child in element.elements:
            if id(child) in self.dropped:
                continue
            if self._is_furniture(child, framed):
                self.dropped.add(id(child))
            else:
                self._drop_in(child, framed and child.tag not in ("article", "main"))

    def _is_furniture(self, element: Element, framed: bool) -> bool:
        weight = self._weights[id(element)]
        if not element.written and element.tag not in _FRAME and weight.links < 2:
            return False
        if not weight.text or weight.sentences * 2 > self._whole.sentences > 0:
            return False
        if element.tag in _FRAME and framed:
            return not weight.heads or weight.link_share > 0.5
        words = _words_of(element)
        if words & _FURNITURE_WORDS and not weight.heads:
            slight = weight.sentences * 10 < self._whole.sentences or weight.text < 60
            named = not words & _CONTENT_WORDS or weight.link_share > 0.3
            if slight and named and (weight.link_share > 0.3 or weight.text < 400):
                return not self._tells_particulars(element)
        return self._is_link_list(element, weight)

    def _is_link_list(self, element: Element, weight: Weight) -> bool:
        if element.tag not in _LISTS or weight.links < 2 or weight.link_share < 0.6:
            return False
        head = element.text(self._raw)[:20] if weight.text < 3000 else ""
        return not head.startswith(("附件", "附：", "附:"))

    def _tells_particulars(self, element: Element) -> bool:
        text = element.text(self._raw)
        return re.search(r"(?:发布|成文|生成)(?:日期|时间)|文号|发文字号|来源[:：]", text) is not None

    # --- choosing -----------------------------------------------------------------------------------------------

    def _main_of(self, root: Element) -> Element | None:
        """The innermost element with nearly all sentences; None where there are too few to tell."""
        if self._whole.sentences < 100:
            return None
        chosen = root
        while True:
            inner = [
                e for e in chosen.elements
                if id(e) in self._weights and self._weights[id(e)].sentences >= self._share(e) * self._whole.sentences
            ]  # fmt: skip
            if not inner or inner[0].tag in _PARTS_OF_A_WHOLE or self._is_data(inner[0]):
                return chosen
            chosen = inner[0]

    def _is_data(self, element: Element) -> bool:
        """A table with no cell that holds half of it: what stands above it is its caption, and the page goes on."""
        if element.tag != "table":
            return False
        cells = [
            self._weights[id(cell)].sentences for row in rows_of(element) for cell in row if id(cell) in self._weights
        ]
        return len(cells) > 4 and 2 * max(cells) < self._weights[id(element)].sentences

    def _share(self, element: Element) -> float:
        name = f"{element.attributes.get('id', '')} {element.attributes.get('class', '')}".lower()
        return 0.7 if _CONTENT_HEART.search(name) else _MOST_OF

    def belongs(self, line: str, before: bool) -> bool:
        """Whether a line outside the main part is one of the document's: a title, a particular, a sentence."""
        bare = re.sub(r"\s", "", line)
        if _RELATED_HEAD.match(bare) or _FOOTER.search(bare):
            return False
        if before and (_PARTICULAR.search(bare) or (len(bare) >= 8 and bare in self.title_hint)):
            return True
        return _BELONGING.match(bare) is not None or (len(bare) >= 15 and _PUNCTUATION.search(bare) is not None)


def is_trailing(line: str) -> bool:
    """Whether a line at the end of a page heads a list of other pages (相关新闻) or belongs to the page's footer."""
    bare = re.sub(r"\s", "", line)
    return _FOOTER.search(bare) is not None or (
        len(bare) <= 14 and _RELATED_HEAD.match(bare.lstrip("【[·")) is not None
    )


def may_trail(line: str) -> bool:
    """Whether a line could stand below such a head: a headline, with nothing of a document's own ending about it."""
    bare = re.sub(r"\s", "", line)
    return is_trailing(line) or (len(bare) < 40 and not re.search(r"[。；]", bare) and not _BELONGING.match(bare))


_FOOTER = re.compile(
    r"版权所有|ICP备|网站标识码|公网安备|技术支持|建议使用|主办[:：单]|承办[:：单]|分辨率|无障碍|网站地图"
)
_PARTICULAR = re.compile(
    r"(?:发布|成文|生成|发文|印发|公开)(?:日期|时间)|来源[:：]|文号|发文字号|索引号|发文机关|发布机构|〔\d{4}〕\d+号|\d{4}[-年./]\d{1,2}[-月./]\d{1,2}"
    r"|(?:通知|意见|办法|方案|规定|条例|细则|措施|的函|计划|规划|纲要|公告|决定|批复|答复)$"
)
_BELONGING = re.compile(
    r"第[一二三四五六七八九十百]+[章条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|附件|\d{1,2}[.、．]|[二〇○一三四五六七八九十零\d]{4}年.{1,3}月"
    r"|[（(](?:此件|本件|联系)|抄送|.{2,30}(?:厅|局|委|府|办|会)$"
)


def _words_of(element: Element) -> frozenset[str]:
    """The words of its id and class: TRS_Editor, news-footer and leftMenu are parted."""
    if not element.written:
        return frozenset()
    attributes = element.attributes
    name = f"{attributes.get('id', '')[:200]} {attributes.get('class', '')[:200]}"
    return frozenset(_WORDS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()))


_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def _is_hidden(element: Element) -> bool:
    # Pages hide their whole body until a script has run; that is no hidden text.
    if not element.written or element.tag in ("html", "body", "main", "article"):
        return False
    attributes = element.attributes
    return "hidden" in attributes or _INVISIBLE.search(attributes.get("style", "")[:2000]) is not None
