"""文件要素: title, issuing bodies, document number, dates, addressee and contacts, as reading.md defines them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bole.documents.fold import fold
from bole.documents.layout import Layout, Span
from bole.documents.reading import Contact, Metadata
from bole.documents.text import BLANK, CELL_END, PARAGRAPH_END, Text
from bole.documents.wording import (
    DATE,
    HALF_NAME,
    NUMBER,
    NUMBER_LINE,
    NUMERAL,
    ORDER_COUNT,
    ORGAN_END,
    PERSON_LINE,
    TITLE_WITH_NUMBER,
    is_organ,
    is_title,
)
from bole.kernel.numerals import chinese_integer


def metadata(text: Text, layout: Layout) -> Metadata:
    """Read what stands around the clauses; nothing that is not printed is made up."""
    printed_title, title_number = _without_number(_joined(text, layout.title) or _labelled_title(text, layout))
    attached = _joined(text, layout.attached_title)
    number = _own_number(text, layout) or title_number
    order = number if number and _is_order(number) else None
    title, alternatives = _titles(printed_title, attached, order)
    signed = _signed(text, layout)
    return Metadata(
        title=title,
        title_alt=alternatives,
        issuing_bodies=_issuing_bodies(text, layout, signed, title, order),
        document_number=number,
        date_of_issue=_date_of_issue(text, layout, signed),
        date_printed=_date_printed(text, layout),
        date_published=_labelled_date(text, layout, _PUBLISHED) or _labelled_date(text, layout, _ON_PAGE),
        addressee=_joined(text, layout.addressee).rstrip(":：") or None,
        reply_class=_reply_class(text, layout),
        proposal_number=_proposal_number(text, layout, title),
        contacts=tuple(_contacts(text)),
    )


def _joined(text: Text, spans: Iterable[Span]) -> str:
    return "".join(_bare(text.shown[s.start : s.end]) for s in spans)


def _bare(printed: str) -> str:
    return re.sub(rf"[{BLANK}{PARAGRAPH_END}{CELL_END}]|\*\*", "", printed)


def _folded(text: Text, span: Span) -> str:
    return _bare(text.folded[span.start : span.end])


# --- title ----------------------------------------------------------------------------------------------------------

_TITLE_LABEL = re.compile(r"(?:信息)?(?:名称|标题)[:|]{1,4}([^|]{5,200})\|?")
_NUMBER_AT_START = re.compile(rf"({NUMBER})(?=.{{6}})")


def _without_number(title: str) -> tuple[str, str | None]:
    """A title line that carries the document's number before or behind it, and the number."""
    folded = fold(title)
    behind = TITLE_WITH_NUMBER.fullmatch(folded[:300])
    if behind:
        start, end = behind.span("number")
        return title[: behind.end("title")], _normal_number(title[start:end])
    before = _NUMBER_AT_START.match(folded)
    if before:
        return title[before.end() :], _normal_number(title[: before.end()])
    return title, None


def _labelled_title(text: Text, layout: Layout) -> str:
    """The title in the table of a web page, where the document itself prints none."""
    for span in layout.furniture[:60]:
        m = _TITLE_LABEL.match(_folded(text, span))
        if m and is_title(m.group(1)):
            return _bare(text.shown[span.start : span.end])[m.start(1) : m.end(1)]
    return ""


def _titles(printed: str, attached: str, order: str | None) -> tuple[str, tuple[str, ...]]:
    """Title and other titles: the notice's own before the plan's; of an order, the regulation's."""
    if order:
        regulation = attached or printed or ORDER_COUNT.sub("", order)
        return regulation, tuple(t for t in (order, printed) if t and t != regulation)
    if printed and attached and printed != attached:
        return printed, (attached,)
    return printed or attached, ()


# --- number ---------------------------------------------------------------------------------------------------------

_LABELLED_NUMBER = re.compile(rf"(?:文号|发文字号|发文文号|发布字号|文件编号)[\]】]?[:|]{{0,4}}({NUMBER})")
_IN_SANCTION = re.compile(rf"{DATE}(?:以|经)?([\u4e00-\u9fff]{{2,30}}令第?(?:\d{{1,4}}|[{NUMERAL}百]{{1,5}})号)")
_BRACKETS = str.maketrans("[]【】()（）<>{}〈〉［］｛｝﹝﹞“”„‟", "〔〕" * 12)
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def _own_number(text: Text, layout: Layout) -> str | None:
    """The number printed above or below the title; then that of a web page's table; then that of the note 令第9号."""
    numbers = [_normal_number(n) for n in _number_lines(text, layout)]
    plain = [n for n in numbers if not _is_order(n)]
    if numbers:
        return (plain or numbers)[0]
    for span in layout.furniture[:60]:
        m = _LABELLED_NUMBER.search(_folded(text, span)[:400])
        if m:
            return _normal_number(_bare(text.shown[span.start : span.end])[m.start(1) : m.end(1)])
    for span in layout.sanction[:1]:
        m = _IN_SANCTION.search(_folded(text, span)[:200])
        if m:
            return m.group(1)
    return None


def _number_lines(text: Text, layout: Layout) -> Iterator[str]:
    """Printed numbers; 某市人民政府令 and 第9号 on two lines are one number."""
    lines = [(_folded(text, s), _bare(text.shown[s.start : s.end])) for s in layout.number]
    below = ""
    for (folded, shown), (after, after_shown) in pairwise([*lines, ("", "")]):
        if below:
            below = ""
            continue
        if ORDER_COUNT.fullmatch(after) and not re.search(r"\d", folded):
            below = after
            yield shown + after_shown.strip("()（）〔〕[]")
            continue
        m = NUMBER_LINE.fullmatch(folded)
        if m:
            yield shown[m.start("number") : m.end("number")]


def _normal_number(printed: str) -> str:
    number = _bare(printed).translate(_WIDE_DIGITS)
    if re.search(r"[令告]", number[:-1]) and not re.search(r"[〔\[(（【]\d{4}", number):
        return re.sub(r"[()（）〔〕\[\]【】]", "", number)
    return number.translate(_BRACKETS)


def _is_order(number: str) -> bool:
    return re.fullmatch(r".*(?:令|公告)(?:\d{4}年)?第?[^〔〕]{1,5}[号號]", number) is not None


# --- dates ----------------------------------------------------------------------------------------------------------

_PUBLISHED = re.compile(r"(?:发[布表](?:日期|时间)|公开(?:日期|时间)|发文时间|更新时间)[\]】]?:?")
_ON_PAGE = re.compile(r"(?<![文成效施止发])(?:日期|时间):|来源:\D{0,30}(?=20\d\d-)")
_WRITTEN = re.compile(r"(?:成文|生成|发文|制发|签发)(?:日期|时间):?")
_ANY_DATE = re.compile(rf"{DATE}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}")
_PRINTED = re.compile(rf"({DATE})印发?")
_ZEROS = str.maketrans("Oo0", "〇〇〇")
_PARTS = re.compile(
    rf"(\d{{4}}|[{NUMERAL}Oo0]{{4}})[年\-/.](\d{{1,2}}|[{NUMERAL}元]{{1,3}})[月\-/.](\d{{1,2}}|[{NUMERAL}]{{1,3}})"
)


def iso_date(printed: str) -> str | None:
    """二〇三一年四月三日, 2031年4月3日, 2031-04-03 -> 2031-04-03; None where it is no date."""
    m = _PARTS.search(fold(printed))
    if m is None:
        return None
    year, month, day = (
        int(p) if p.isdigit() else chinese_integer(p.translate(_ZEROS).replace("元", "一")) or 0 for p in m.groups()
    )
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _signed(text: Text, layout: Layout) -> Span | None:
    """The signature of this document: the first block with a date, else the first."""
    dated = [s for s in layout.signatures if re.search(DATE, _folded(text, s))]
    return next(iter(dated or layout.signatures), None)


def _date_of_issue(text: Text, layout: Layout, signed: Span | None) -> str | None:
    if signed:
        found = re.findall(DATE, _folded(text, signed))
        date = iso_date(found[-1]) if found else None
        if date:
            return date
    written = _labelled_date(text, layout, _WRITTEN)
    if written:
        return written
    for span in layout.sanction[:1]:
        return iso_date(_folded(text, span))
    return None


def _date_printed(text: Text, layout: Layout) -> str | None:
    for span in layout.imprint:
        m = _PRINTED.search(_folded(text, span)[:400])
        if m and m.group().endswith("印发"):
            return iso_date(m.group(1))
    return None


def _labelled_date(text: Text, layout: Layout, label: re.Pattern[str]) -> str | None:
    """A date in the page furniture behind its label, on the same line or in the next cell."""
    spans = layout.furniture[:80]
    for i, span in enumerate(spans):
        line = _folded(text, span)[:400]
        m = label.search(line)
        if m is None:
            continue
        rest = line[m.end() :] or (_folded(text, spans[i + 1]) if i + 1 < len(spans) else "")
        found = _ANY_DATE.match(rest[:30].lstrip(":|]】"))
        if found:
            return iso_date(found.group())
    return None


# --- issuing bodies -------------------------------------------------------------------------------------------------

_ISSUER_IN_TITLE = re.compile(
    r"(.{2,120}?)(?:等\d{0,2}(?:[一二三四五六七八九十]{1,3})?个?(?:部门|单位|委办局)|等部门)?(?:关于|印发|转发|批转|下达)"
)
_MARK = re.compile(r"[(（](?:盖章|印章|章|代章|代)[)）]")
_GOVERNMENT = re.compile(r"[\u4e00-\u9fff]{2,30}?(?=令|公告)")


def _issuing_bodies(text: Text, layout: Layout, signed: Span | None, title: str, order: str | None) -> tuple[str, ...]:
    names = tuple(signatories(text.shown[signed.start : signed.end])) if signed else ()
    if names:
        return names
    government = _GOVERNMENT.match(order or "")
    if government and is_organ(fold(government.group())):
        return (government.group(),)
    for span in layout.signatures:
        names = tuple(signatories(text.shown[span.start : span.end]))
        if names:
            return names
    return _issuers_in_title(text, layout, title) or _issuers_above(text, layout) or _issuers_told(text, layout, title)


_TOLD = re.compile(r"(?:近日|日前|最近)?,?([^,。:《》]{3,60}?)(?:联合)?印发了?《([^《》]{4,100})》")


def _issuers_told(text: Text, layout: Layout, title: str) -> tuple[str, ...]:
    """A news page begins: 近日,甲办公厅、乙办公厅印发了《…》, and the document named is the one it prints."""
    if not layout.body or not title:
        return ()
    start = layout.body[0].start
    m = _TOLD.match(_folded(text, Span(start, start + 240)))
    if m is None or m[2] not in fold(title):
        return ()
    printed = _bare(text.shown[start : start + 240])[m.start(1) : m.end(1)]
    names = tuple(printed.split("、"))
    return names if all(is_organ(fold(n)) for n in names) else ()


def _issuers_above(text: Text, layout: Layout) -> tuple[str, ...]:
    """The body whose name stands in the masthead: 某市人民政府文件, or on a line of its own."""
    for span in reversed(layout.masthead):
        names = tuple(signatories(re.sub(r"文 ?件$", "", text.shown[span.start : span.end])))
        if names:
            return names
    return ()


def signatories(signature: str) -> Iterator[str]:
    """Names of the bodies in a signature, as printed; blanks, tabs and line breaks part them, a date ends them."""
    half = ""
    for line in re.split(rf"[{PARAGRAPH_END}{CELL_END}]", signature):
        if HALF_NAME.fullmatch(fold(line.replace(BLANK, ""))):
            half = line.replace(BLANK, "")
            continue
        pieces = _MARK.sub("", _undated(half + line)).split(BLANK)
        half = ""
        if PERSON_LINE.fullmatch(fold("".join(pieces))):
            continue
        for name in _grouped([p for p in pieces if p]):
            yield from _parted(name)


def _undated(line: str) -> str:
    """The line up to its date (which may hold blanks)."""
    m = re.search(r"(?:(?:1[89]|20) ?\d ?\d|[二一][ 〇零○Oo0一二三四五六七八九]{3,7}) ?年", fold(line))
    return line[: m.start()] if m else line


def _grouped(pieces: Sequence[str]) -> Iterator[str]:
    """Pieces between blanks joined to whole names: 某 市 财 政 局 is one, 甲市乙局 甲市丙局 are two."""
    name = ""
    for i, piece in enumerate(pieces):
        name += piece
        after = pieces[i + 1] if i + 1 < len(pieces) else ""
        whole = is_organ(fold(name)) and not (0 < len(after) <= 3 and not is_organ(fold(after)))
        if whole or (len(piece) >= 6 and len(after) >= 6 and name[:3] == after[:3]):
            yield name
            name = ""
    if name and len(name) >= 4 and _ENDS_AS_ORGAN.search(fold(name)):
        yield name


_ENDS_AS_ORGAN = re.compile(rf"{ORGAN_END}$")


def _parted(name: str) -> Iterator[str]:
    """Names run together without a blank part where the first one's city begins again."""
    listed = name.split("、")
    if len(listed) > 1 and all(is_organ(fold(n)) for n in listed):
        for n in listed:
            yield from _parted(n)
        return
    if name.startswith("中共中央") and name.endswith("国务院") and len(name) > len("国务院"):
        yield from (name[: -len("国务院")], "国务院")
        return
    place = re.match(r"(?:中共)?([\u4e00-\u9fff]{2,4}?[省市县區区州盟旗縣])", name)
    if place is None:
        yield name
        return
    cut = 0
    for m in re.finditer(rf"(?:中共|共青团)?{place.group(1)}", name):
        if m.start() > cut and is_organ(fold(name[cut : m.start()])):
            yield name[cut : m.start()]
            cut = m.start()
    yield name[cut:]


_YEARLY_OF = re.compile(
    rf"[\u4e00-\u9fff]{{2,30}}?(?:{ORGAN_END}|[中小]学|[一二三四五六七八九十]中|幼儿园)(?=20\d\d(?:-20\d\d)?(?:学年|年度?)[\u4e00-\u9fff]{{0,12}}(?:要点|计划|总结|安排))"
)
_LONGEST_NAME = 30


def _issuers_in_title(text: Text, layout: Layout, title: str) -> tuple[str, ...]:
    """Unsigned: the bodies that the title names before 关于; 等N部门 leaves only those named."""
    m = _ISSUER_IN_TITLE.match(fold(title))
    if m is None:
        yearly = _YEARLY_OF.match(fold(title))
        return (title[: yearly.end()],) if yearly and yearly.end() <= _LONGEST_NAME else ()
    printed = [text.shown[s.start : s.end] for s in layout.title]
    spaced = BLANK.join(printed) if _bare("".join(printed)) == title else title
    length = _reach(spaced, m.end(1))
    names = [n for piece in _grouped(spaced[:length].split(BLANK)) for n in _parted(piece)]
    return tuple(n for n in names if is_organ(fold(n)))


def _reach(spaced: str, count: int) -> int:
    """Length of the beginning of `spaced` that holds `count` characters which are no blanks."""
    for i, c in enumerate(spaced):
        if count == 0:
            return i
        count -= c not in (BLANK, PARAGRAPH_END, CELL_END)
    return len(spaced)


# --- replies and contacts -------------------------------------------------------------------------------------------

_CLASS = re.compile(r"([ABC])类")
_PROPOSAL = re.compile(r"(?:(?:提案|建议|议案)[第(]{0,2}(\d{1,10})号|第(\d{1,10})号(?:提案|建议|议案|重点提案))")
_CONTACT = re.compile(r"(?:联系人|经办人)(?:及(?:联系)?电话|[、/]?联系(?:电话|方式))?[:,]?")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,5}?(?=[,;、/:(\s\d]|电话|联系|手机|$)")
_PHONE = re.compile(r"(?<!\d)(?:1\d{10}|(?:\(?\d{3,4}\)?-?)?\d{7,8})(?!\d)")


def _reply_class(text: Text, layout: Layout) -> str | None:
    for span in layout.masthead:
        m = _CLASS.search(_folded(text, span))
        if m:
            return f"{m.group(1)}类"
    return None


def _proposal_number(text: Text, layout: Layout, title: str) -> str | None:
    """The number of the proposal or motion that a reply answers, from its title or its first words."""
    if "复" not in fold(title) and "答" not in title:
        return None
    opening = (
        _folded(text, Span(layout.body[0].start, min(layout.body[0].end, layout.body[0].start + 300)))
        if layout.body
        else ""
    )
    m = _PROPOSAL.search(fold(title)) or _PROPOSAL.search(opening)
    return (m.group(1) or m.group(2)) if m else None


def _contacts(text: Text) -> Iterator[Contact]:
    """联系人 and the telephone behind the name, each with its place; nothing where only one of them stands."""
    tight = text.tight
    folded = tight.folded
    for m in _CONTACT.finditer(folded):
        name = _NAME.match(folded, m.end(), m.end() + 8)
        if name is None:
            continue
        line_end = folded.find(PARAGRAPH_END, name.end(), name.end() + 80)
        phone = _PHONE.search(folded, name.end(), line_end if line_end > 0 else name.end() + 80)
        if phone is None:
            continue
        yield Contact(
            name=tight.shown[name.start() : name.end()],
            phone=tight.shown[phone.start() : phone.end()],
            start_char=tight.raw_start(name.start()),
            end_char=tight.raw_end(phone.end()),
        )
