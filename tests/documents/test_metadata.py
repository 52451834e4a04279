"""文件要素: title, issuers, number and dates of small heads and tails, each of a shape of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.documents.layout import layout
from bole.documents.metadata import iso_date, metadata, signatories
from bole.documents.reading import Metadata
from tests.documents.outlines import paths, text_of

PROSE = "为让手艺人在本地留得住、有奔头，依照上级安排并结合实际，现提出以下做法，请各单位照此推进。"


Four = tuple[str, tuple[str, ...], str | None, str | None]


def about(raw: str) -> Metadata:
    text = text_of(raw)
    return metadata(text, layout(text))


def four(raw: str) -> Four:
    m = about(raw)
    return m.title, m.issuing_bodies, m.document_number, m.date_of_issue


def _heads() -> dict[str, tuple[str, Four]]:
    """Shape -> text and what must be read: title, issuers, number, date (`heads.txt`)."""
    heads: dict[str, tuple[str, Four]] = {}
    for block in (Path(__file__).parent / "heads.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, raw = block.partition("---\n")
        shape, *lines = head.splitlines()
        want = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
        issuers = tuple(want["issuers"].split("|")) if want["issuers"] else ()
        heads[shape] = (
            raw.replace("PROSE", PROSE),
            (want["title"], issuers, want["number"] or None, want["date"] or None),
        )
    return heads


HEADS = _heads()


@pytest.mark.parametrize("shape", HEADS)
def test_title_issuers_number_and_date(shape: str) -> None:
    raw, expected = HEADS[shape]
    assert four(raw) == expected


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_endings_change_nothing(ending: str) -> None:
    for raw, expected in HEADS.values():
        assert four(raw.replace("\n", ending)) == expected


def test_the_plans_title_is_the_other_title() -> None:
    m = about(HEADS["annex heading before the plan"][0])
    assert m.title_alt == ("竹器出口方案",)


def test_of_an_order_the_order_is_the_other_title() -> None:
    assert about(HEADS["order of a mayor"][0]).title_alt == ("杉川市人民政府令第12号",)


def test_dates_of_printing_and_of_the_page_stand_apart() -> None:
    assert about(HEADS["printed later than signed"][0]).date_printed == "2031-01-05"
    assert about(HEADS["page title, information table, body title"][0]).date_published == "2031-04-11"
    assert about(HEADS["unsigned, issuer in the title"][0]).date_published == "2031-03-03"


def test_addressee_is_without_its_colon() -> None:
    assert about(HEADS["red head"][0]).addressee == "各县区人民政府"
    assert about(HEADS["text without head"][0]).addressee is None


def test_a_reply_has_class_proposal_and_contact() -> None:
    raw = HEADS["reply to a proposal"][0]
    m = about(raw)
    assert (m.reply_class, m.proposal_number) == ("B类", "0088")
    (contact,) = m.contacts
    assert (contact.name, contact.phone) == ("温如玉", "0000-1234567")
    assert raw[contact.start_char : contact.end_char] == "温如玉，0000-1234567"


def test_a_document_that_names_no_person_has_no_contact() -> None:
    assert about("关于补贴的通知\n各县区：\n联系人请自行报送，电话另行通知，望各单位及时办理。\n").contacts == ()


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("二〇三一年四月三日", "2031-04-03"),
        ("二○三一年十月二十日", "2031-10-20"),
        ("二OO六年二月二十日", "2006-02-20"),
        ("2031年4月3日", "2031-04-03"),
        ("2031-4-3", "2031-04-03"),
        ("2031/04/03", "2031-04-03"),
        ("2031年13月3日", None),
        ("即日", None),
    ],
)
def test_printed_dates_become_iso(printed: str, iso: str | None) -> None:
    assert iso_date(printed) == iso


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("甲州市财政局 甲州市商务局 2031年4月3日", ["甲州市财政局", "甲州市商务局"]),
        ("甲州市财政局甲州市商务局\n2031年4月3日", ["甲州市财政局", "甲州市商务局"]),
        ("甲 州 市 财 政 局\n2031年4月3日", ["甲州市财政局"]),
        ("市长 林见鹿\n2031年4月3日", []),
        ("甲州市 人力资源和社会保障局\n2031年4月3日", ["甲州市人力资源和社会保障局"]),
    ],
)
def test_signatories_in_order(signature: str, names: list[str]) -> None:
    assert list(signatories(signature)) == names


def test_a_long_name_on_two_lines_signs_as_one() -> None:
    raw = (
        "关于选拔竹艺名师的通知\n\n各县：\n\n一、做好推荐。\n附：1、申报表；\n2、名册。\n"
        "中共云岭市委人才工作\n领导小组办公室\n2031年12月16日\n"
    )
    m = about(raw)
    assert (m.issuing_bodies, m.date_of_issue) == (("中共云岭市委人才工作领导小组办公室",), "2031-12-16")
    assert paths(raw) == ["一"]


def test_a_date_below_a_list_of_annexes_signs_whatever_is_added_below() -> None:
    raw = (
        "云岭市教育局关于推荐竹艺名师的通知\n\n各县：\n\n一、做好推荐。\n\n附件：1．名额表\n2．申报表\n"
        "二○三一年十二月二十四日\n有意报名的老师请到教务处领表，务必按时交回。\n"
    )
    assert about(raw).date_of_issue == "2031-12-24"
    assert paths(raw) == ["一"]


def test_who_issued_a_document_that_a_news_page_prints() -> None:
    raw = (
        "关于壮大竹匠队伍的意见\n\n近日，云岭市委办公室、云岭市人民政府办公室印发了《关于壮大竹匠队伍的意见》，并发出通知。\n\n"
        "一、总体要求\n\n做好工作，用好竹匠。\n"
    )
    assert about(raw).issuing_bodies == ("云岭市委办公室", "云岭市人民政府办公室")


def test_a_school_named_in_the_title_of_its_plan_of_a_year() -> None:
    assert about("云岭一中2031年度工作要点\n\n一、办好学堂\n\n抓好落实，办好竹艺学堂。\n").issuing_bodies == (
        "云岭一中",
    )


def test_a_number_in_the_particulars_of_a_page_keeps_its_script() -> None:
    raw = "文號：雲政辦函〔2031〕14號\n\n雲嶺市關於竹藝的實施意見\n\n一、辦好學堂。\n\n各縣抓好落實，辦好學堂。\n"
    assert about(raw).document_number == "雲政辦函〔2031〕14號"
