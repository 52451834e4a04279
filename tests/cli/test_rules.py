"""bole rules: a scheme in sentences, the list with states, near matches for an unknown one; JSON alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bole.kernel.fact_tables import STANDARD
from bole.kernel.messages import use_language
from bole.policy.explain_words import path_told
from bole.policy.pack import load_packs
from bole.policy.readings.wording import naming, told_code
from tests.conftest import ROOT, Bole, Ended

PACKS = ("--packs", ROOT / "tests" / "packs")


def said(ended: Ended) -> Any:
    assert ended.code == 0
    assert ended.out.count("\n") == 1
    return json.loads(ended.out)


def squeezed(ended: Ended) -> str:
    """What is on the screen, without the line ends of its width."""
    return re.sub(r"\s+", "", ended.out)


def test_a_rule_in_chinese(bole: Bole) -> None:
    ended = bole("rules", "langyu.skill-upgrade", "--as-of", "2025-12-31", *PACKS)
    shown = squeezed(ended)
    assert ended.code == 0
    assert shown.startswith("技能提升补贴langyu.skill-upgrade现行2025-12-31")
    for part in (
        "申领日不晚于证书的核发日期后“申领期限”（12个月）",
        "竞赛晋级的证书同样可以",
        "台账中已发放的“技能提升补贴”先占名额",
        "紧缺工种上浮比例：32.5%2025-01-01至2025-12-31",
        "langyu.shortage-uplift《琅屿市技能人才补贴办法》二（二）",
        "技能提升补贴标准：39行",
    ):
        assert part in shown
    assert "未核实" not in shown


def test_a_rule_in_english(bole: Bole) -> None:
    shown = " ".join(bole("rules", "langyu.skill-upgrade", "--lang", "en", *PACKS).out.split())
    assert shown.startswith("skill-upgrade subsidy langyu.skill-upgrade ended")
    assert (
        "the day of the claim is no later than “claim period” (12 months) after the certificate's date of issue"
        in shown
    )
    assert "uplift for shortage trades: 32.5% 2025-01-01 to 2025-12-31" in shown
    titles = r"琅屿市\S+(?: [一二三四()]+)*"  # documents are called what they are called
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(titles, "", shown))


def test_what_is_open_is_shown(bole: Bole) -> None:
    shown = squeezed(bole("rules", "zhongshan.skill-upgrade"))
    assert "（未核实）" in shown
    assert "职业技能提升补贴标准：来源没有给出" in shown
    assert "“guangdong.skill-upgrade-standard”在2023-08-15至2025-12-31没有数据或数据不全" in shown


def test_a_rule_as_json(bole: Bole) -> None:
    told = said(bole("rules", "zhongshan.organiser-award", "--as-of", "2025-10-01", "--json"))
    assert (told["id"], told["state"], told["from"], told["until"]) == (
        "zhongshan.organiser-award",
        "in_force",
        "2025-09-15",
        None,
    )
    assert {"criterion", "amount", "grant", "cap"} <= {line["kind"] for line in told["lines"]}
    assert {p["value"] for p in told["parameters"]} == {"", "30万元"}
    assert {finding["severity"] for finding in told["open"]} == {"warning"}
    assert told["missing"] == [
        "zhongshan.organiser-award-per-certificate",
        "zhongshan.organiser-award-per-trainee",
        "zhongshan.other-organisers",
    ]


@pytest.mark.parametrize(
    ("day", "state"), [("2023-08-14", "not_yet"), ("2023-08-15", "in_force"), ("2026-01-01", "ended")]
)
def test_the_list_has_the_state_of_every_scheme(bole: Bole, day: str, state: str) -> None:
    told = {one["id"]: one for one in said(bole("rules", "--as-of", day, "--json", *PACKS))["schemes"]}
    assert told["langyu.skill-upgrade"]["state"] == state
    assert told["langyu.skill-upgrade"]["missing"] == []
    assert told["zhongshan.skill-upgrade"]["missing"] != []
    assert list(told) == sorted(told)


def test_the_list_for_a_reader(bole: Bole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    shown = bole("rules", "--as-of", "2026-01-01").out
    lines = shown.splitlines()
    [row] = [at for at, line in enumerate(lines) if line.strip() == "zhongshan.skill-upgrade"]
    assert lines[row - 1].startswith("职业技能提升补贴 ")
    assert "已失效" in lines[row - 1]


@pytest.mark.parametrize("asked", ["zhongshan.skill-upgrad", "skill-upgrade", "技能提升", "skill-upgrade subsidy"])
def test_an_unknown_scheme_names_those_near_it(bole: Bole, asked: str) -> None:
    ended = bole("rules", asked)
    assert (ended.code, ended.out) == (2, "")
    assert "BOLE-P090" in ended.err
    assert "zhongshan.skill-upgrade" in ended.err


def test_what_is_like_no_scheme_still_has_a_way_out(bole: Bole) -> None:
    ended = bole("rules", "！")
    assert ended.code == 2
    assert "bole rules" in ended.err


def test_a_day_that_is_none_is_refused(bole: Bole) -> None:
    assert bole("rules", "--as-of", "2026-02-30").code == 2


# --- pages ---


def pages(bole: Bole, folder: Path, *more: object) -> dict[str, str]:
    """The pages written, by file."""
    ended = bole("rules", "--html", folder / "pages", "--as-of", "2025-06-30", *PACKS, *more)
    assert (ended.code, ended.out) == (0, "")
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / "pages").iterdir())}


def words_of(page: str) -> str:
    """What is read on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)))


def test_pages_of_all_schemes_hang_together(bole: Bole, tmp_path: Path) -> None:
    written = pages(bole, tmp_path)
    listed = [one["id"] for one in said(bole("rules", "--json", *PACKS))["schemes"]]
    matters = {f"matter-{id_}.html" for id_ in load_packs([ROOT / "tests" / "packs"]).kinds}
    assert set(written) == {"index.html", *(f"{id_}.html" for id_ in listed), *matters}
    for name, page in written.items():
        links = re.findall(r'href="([^"]*)"', page)
        assert all(link.startswith("#") or link in written for link in links), name
        assert [link for link in links if link.startswith("#") and f'id="{link[1:]}"' not in page] == []
        assert "default-src &#x27;none&#x27;" in page
        assert "<script" not in page
        assert str(tmp_path) not in page
    assert not [path for path in tmp_path.iterdir() if path.name != "pages"]


def test_a_page_has_rule_values_editions_gaps_and_examples(bole: Bole, tmp_path: Path) -> None:
    written = pages(bole, tmp_path)
    told = words_of(written["langyu.skill-upgrade.html"])
    for part in (
        "申领日不晚于证书的核发日期后“申领期限”（12个月）",
        "依据：《琅屿市技能人才补贴办法》 二（三）",
        "台账中同一证书没有发放过“失业保险的技能补贴”",
        "32.5% 2025年1月1日至2025年12月31日",
        "证书 11：持证人：个人 1；",
        "工业机器人系统操作员（6-31-07-03）",
        "不符合的是：",
    ):
        assert part in told, part
    gaps = words_of(written["zhongshan.skill-upgrade.html"])
    assert "还没有落实的" in gaps
    assert "“职业技能提升补贴标准”在" in gaps
    assert "未核实" in gaps
    assert "户籍省份：山东省（370000）" in gaps
    assert gaps.count("已核实") == 4


def test_pages_in_english_and_of_one_scheme(bole: Bole, tmp_path: Path) -> None:
    ended = bole("rules", "langyu.steady-worker", "--html", tmp_path / "one", "--lang", "en", *PACKS)
    assert (ended.code, ended.out) == (0, "")
    assert {path.name for path in (tmp_path / "one").iterdir()} == {"index.html", "langyu.steady-worker.html"}
    page = (tmp_path / "one" / "langyu.steady-worker.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "what all examples have in common" in words_of(page)


def test_pages_beside_json(bole: Bole, tmp_path: Path) -> None:
    ended = bole("rules", "--html", tmp_path / "pages", "--json", *PACKS)
    written = [path.name for path in (tmp_path / "pages").iterdir() if not path.name.startswith("matter-")]
    assert len(said(ended)["schemes"]) == len(written) - 1


def test_a_page_of_a_kind_of_case_has_its_flow_drawn_and_told(bole: Bole, tmp_path: Path) -> None:
    written = pages(bole, tmp_path)
    page = written["matter-zhongshan.skill-upgrade-grant.html"]
    told = words_of(page)
    for part in (
        "职业技能提升补贴",
        "办理方式：免申即享",
        "承诺 10 个工作日办结",
        "收款的银行账户",
        "没有与办事指南核对",
    ):
        assert part in told, part
    assert page.count("<svg") == 1
    assert 'href="matter-zhongshan.skill-upgrade-grant.html"' in written["zhongshan.skill-upgrade.html"]
    assert 'href="matter-zhongshan.flat.html"' in written["index.html"]
    assert "style=" not in page
    ended = bole("rules", "zhongshan.rent-subsidy", "--html", tmp_path / "one", "--lang", "en", *PACKS)
    assert ended.code == 0
    one = (tmp_path / "one" / "matter-zhongshan.rent-subsidy-grant.html").read_text(encoding="utf-8")
    assert "not whoever reviewed it before" in words_of(one)


def test_pages_are_not_written_over_anything(bole: Bole, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "mine.txt").write_text("mine", encoding="utf-8")
    ended = bole("rules", "--html", tmp_path / "pages", *PACKS)
    assert ended.code == 2
    assert "BOLE-C020" in ended.err
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["mine.txt"]
    assert bole("rules", "--html", tmp_path / "nowhere" / "pages", *PACKS).code == 2


def test_a_clause_that_comes_twice_is_told_in_words(bole: Bole) -> None:
    shown = squeezed(bole("rules", "zhongshan.talent-registration"))
    assert "提案的答复函》四一是（第2处）" in shown
    assert "#2" not in shown
    english = " ".join(bole("rules", "zhongshan.talent-registration", "--lang", "en").out.split())
    assert "四 一是 (no. 2 so marked)" in english


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("", "", ""),
        ("一/(二)/3", "一（二）3", "一 (二) 3"),
        ("附表1/#3", "附表1第3行", "附表1 row 3"),
        ("附件1/#1#2", "附件1第1行（第2处）", "附件1 row 1 (no. 2 so marked)"),
        ("一#甲", "一#甲", "一#甲"),
    ],
)
def test_a_path_is_told_as_it_is_spoken_of(path: str, zh: str, en: str) -> None:
    use_language("zh")
    assert path_told(path) == zh
    use_language("en")
    assert path_told(path) == en


def test_codes_that_packs_name_are_told_by_name() -> None:
    packs = load_packs(only="nation")
    with naming(packs.names, packs.titles, packs.names_en):
        use_language("zh")
        assert [told_code(STANDARD, "industry", code) for code in ("C", "65", "6513")] == [
            "制造业（C）",
            "软件和信息技术服务业（65）",
            "6513",
        ]
        assert told_code(STANDARD, "training-programme", "new-apprenticeship") == "企业新型学徒制"
        use_language("en")
        assert told_code(STANDARD, "industry", "F") == "Wholesale and retail trade (F)"
        assert told_code(STANDARD, "training-programme", "employer-training") == "the employer's own training"
        assert told_code(STANDARD, "division", "442000") == "442000"
