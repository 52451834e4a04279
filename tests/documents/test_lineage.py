"""引用关系: which titles are documents, what relation they stand in, and when two are one."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bole.documents.layout import layout
from bole.documents.lineage import Lineage, citations, lineage, title_key
from bole.documents.metadata import metadata
from bole.documents.reading import Citation, Reading
from tests.documents.outlines import text_of


def cites(raw: str) -> tuple[Citation, ...]:
    text = text_of(raw)
    return citations(text, layout(text))


def reading(raw: str, name: str = "甲.txt") -> Reading:
    text = text_of(raw)
    parts = layout(text)
    return Reading(
        document=name, sha256="", format="txt", encoding="utf-8", raw=raw, text=text,
        metadata=metadata(text, parts), clauses=(), units=(), targets=(), facts=(), money=(),
        cites=citations(text, parts),
    )  # fmt: skip


def relations(traced: Lineage) -> dict[str, str]:
    return {e.target: e.relation for e in traced.edges}


CITY = """杉川市人民政府关于扶持竹编匠人的意见
杉政发〔2031〕6号
各县区人民政府：
根据国务院《关于发展民间手艺的意见》（国发〔2030〕4号）、《沧原省竹编条例》，落实省政府《竹编强省规划》，提出以下意见，请照办。
一、学堂
学堂按《杉川市竹编学堂办法》办学，开设《经纬之间》等课程，唱响《青竹谣》。
二、废止
《杉川市竹编暂行办法》（杉政发〔2019〕2号）同时废止。
杉川市人民政府
2031年4月3日
"""


def test_titles_of_documents_with_their_numbers() -> None:
    assert [(c.title, c.number) for c in cites(CITY)] == [
        ("关于发展民间手艺的意见", "国发〔2030〕4号"),
        ("沧原省竹编条例", None),
        ("竹编强省规划", None),
        ("杉川市竹编学堂办法", None),
        ("杉川市竹编暂行办法", "杉政发〔2019〕2号"),
    ]


def test_places_are_those_of_the_raw_text() -> None:
    for c in cites(CITY):
        assert CITY[c.start_char : c.end_char] == f"《{c.title}》"


@pytest.mark.parametrize(
    ("printed", "title", "number"),
    [
        ("《关于印发〈竹编方案〉的通知》(国办发[2031]7号)", "关于印发〈竹编方案〉的通知", "国办发〔2031〕7号"),
        ("（沧政发〔2031〕9号）《竹编办法》", "竹编办法", "沧政发〔2031〕9号"),
        ("《关于修改《竹编条例》的决定》", "关于修改《竹编条例》的决定", None),
        ("《青竹三十六问》（沧政发〔2031〕9号）", "青竹三十六问", "沧政发〔2031〕9号"),
        ("《竹编办法》（沧原省人民政府令第8号）", "竹编办法", "沧原省人民政府令第8号"),
        ("《竹編實施辦法》（滄府辦〔2031〕2號）", "竹編實施辦法", "滄府辦〔2031〕2號"),
    ],
)
def test_a_number_stands_before_or_behind(printed: str, title: str, number: str | None) -> None:
    (c,) = cites(f"关于竹编的通知\n各县区：\n请对照{printed}的要求，结合本地实际抓好落实，按时报送进展，不得拖延。\n")
    assert (c.title, c.number) == (title, number)


@pytest.mark.parametrize("printed", ["《青竹谣》", "《规划》", "《实施方案》", "《本办法》", "《经纬之间", "《》"])
def test_songs_courses_and_short_forms_are_no_documents(printed: str) -> None:
    assert (
        cites(
            f"关于竹编的通知\n各县区：\n请结合{printed}抓好落实，按时报送进展情况，有问题及时与市局联系，不得拖延。\n"
        )
        == ()
    )


def test_relations_follow_the_words_before_and_behind() -> None:
    assert relations(lineage([reading(CITY)])) == {
        "国发〔2030〕4号": "basis",
        "沧原省竹编条例": "basis",
        "竹编强省规划": "implements",
        "杉川市竹编学堂办法": "basis",
        "杉政发〔2019〕2号": "repeals",
    }


def test_levels_come_from_issuer_title_and_number() -> None:
    levels = {d.title: d.level for d in lineage([reading(CITY)]).documents}
    assert levels == {
        "杉川市人民政府关于扶持竹编匠人的意见": "city",
        "关于发展民间手艺的意见": "national",
        "沧原省竹编条例": "provincial",
        "竹编强省规划": "provincial",
        "杉川市竹编学堂办法": "city",
        "杉川市竹编暂行办法": "city",
    }


def county(cited: str) -> str:
    text = f"根据{cited}，结合本县实际，提出以下意见，请照办并按时报送。"
    return f"松涧县人民政府关于竹编的意见\n各乡镇：\n{text}\n一、目标\n出师百人。\n"


@pytest.mark.parametrize(
    "cited",
    [
        "《关于扶持竹编匠人的意见》（杉政发〔2031〕6号）",
        "《杉川市人民政府关于扶持竹编匠人的意见》",
        "市政府《关于扶持竹编匠人的意见》",
    ],
)
def test_a_document_read_and_named_is_one(cited: str) -> None:
    traced = lineage([reading(county(cited), "县.txt"), reading(CITY, "市.txt")])
    (edge,) = [e for e in traced.edges if e.source == "松涧县人民政府关于竹编的意见"]
    assert edge.target == "杉政发〔2031〕6号"
    assert [d.file for d in traced.documents[:2]] == ["县.txt", "市.txt"]


def test_the_same_title_at_two_levels_is_two_documents() -> None:
    traced = lineage([reading(county("国务院《关于竹编的意见》（国发〔2030〕9号）"))])
    assert [(d.title, d.number) for d in traced.documents] == [
        ("松涧县人民政府关于竹编的意见", None),
        ("关于竹编的意见", "国发〔2030〕9号"),
    ]


def test_a_notice_and_its_own_plan_are_one_document() -> None:
    letter = "现将《竹编学堂办学办法》印发给你们，请遵照执行。"
    traced = lineage([reading(f"关于印发《竹编学堂办学办法》的通知\n各县区：\n{letter}\n杉川市教育局\n2031年1月2日\n")])
    assert len(traced.documents) == 1
    assert traced.edges == ()


def test_several_mentions_are_one_edge_of_the_strongest_relation() -> None:
    raw = CITY.replace("唱响《青竹谣》", "宣传《沧原省竹编条例》")
    (edge,) = [e for e in lineage([reading(raw)]).edges if e.target == "沧原省竹编条例"]
    assert (edge.relation, edge.mentions) == ("basis", 2)
    assert raw[edge.start_char :].startswith(edge.quote)


def test_json_names_documents_and_edges() -> None:
    told = lineage([reading(CITY)]).to_json()
    ids = {d["id"] for d in told["documents"]}
    assert set(told) == {"documents", "edges"}
    assert all(e["from"] in ids and e["to"] in ids for e in told["edges"])


def test_two_files_without_title_stay_apart() -> None:
    bare = replace(reading("一、甲\n竹编。\n"), document="乙.txt")
    assert len(lineage([reading("一、甲\n竹编。\n"), bare]).documents) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杉川市人民政府关于印发《竹编方案》的通知", "竹编方案"),
        ("关于印发竹编方案的通知", "竹编方案"),
        ("杉川市商务局等6部门关于竹器的意见", "关于竹器的意见"),
        ("關於竹器的意見", "关于竹器的意见"),
        ("竹编方案（2031—2033年）", "竹编方案(2031-2033年)"),
    ],
)
def test_titles_are_compared_without_dress(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize("raw", ["《" * 200_000, "《竹编办法》" * 30_000, "《竹〔2031〕" * 30_000, "《》" * 100_000])
def test_hostile_text_takes_no_time(raw: str) -> None:
    text = text_of(raw)
    parts = layout(text)
    started = time.process_time()
    citations(text, parts)
    assert time.process_time() - started < 5
