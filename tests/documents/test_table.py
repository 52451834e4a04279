"""重点任务分工表: one row for each assignment, a marked blank where none is printed, no figure lost."""

from dataclasses import replace

import pytest

from bole.documents.phrases import number_phrase, path_phrase, period_phrase, target_phrase, yuan_phrase
from bole.documents.reader import read_text
from bole.documents.reading import Reading, Target, UnitMention
from bole.documents.render.columns import cells
from bole.documents.table import names_over, rows, tables
from tests.conftest import ROOT
from tests.documents.drafts import merged, plan, plan_with_contact


def test_rows_carry_units_by_role() -> None:
    row = next(r for r in rows(plan()) if r.path == "二/(一)")
    assert row.lead == ("市人社局", "市总工会")
    assert row.cooperating == ("市交通运输局", "各区人民政府")
    assert row.responsible == ()


def test_aliases_of_one_body_are_shown_by_one_name() -> None:
    row = next(r for r in rows(plan()) if r.path == "二/(二)")
    assert row.responsible == ("市人社局", "市财政局")


def test_one_body_has_one_name_in_all_documents_of_a_city() -> None:
    other = read_text(
        "澜州市人力资源和社会保障局关于做好技能培训的通知\n\n一、做好培训工作，每年培训900人。"
        "（责任单位：市人力资源社会保障局）\n\n二、加强检查。（责任单位：市人力资源社会保障局）\n",
        "通知.txt",
    )
    shown = {name for table in tables([plan(), other]) for r in table for name in (*r.lead, *r.responsible)}
    assert "市人力资源社会保障局" in shown
    assert "市人社局" not in shown


def test_a_clause_without_unit_is_a_marked_blank() -> None:
    table = cells(rows(plan()))
    blank = [c for c in table if c.blank]
    assert {c.row.path for c in blank} == {"一", "二/(三)", "三"}
    assert {c.text(c.blank) for c in blank if c.blank} == {"文件未写明"}
    assert not any(c.row.unit_named for c in blank)


def test_headings_and_the_notice_give_no_row() -> None:
    assert {r.path for r in rows(plan())} == {"一", "二/(一)", "二/(二)", "二/(三)", "三"}


def test_no_figure_is_lost_or_told_twice() -> None:
    for path in sorted((ROOT / "tests/documents/labelled").glob("*.txt")):
        reading = read_text(path.read_bytes().decode("utf-8", errors="replace"), path.name)
        table = rows(reading)
        assert sorted(t.start_char for r in table for t in r.targets) == sorted(t.start_char for t in reading.targets)
        assert sorted(m.start_char for r in table for m in r.money) == sorted(m.start_char for m in reading.money)
        assert [r.number for r in table] == list(range(1, len(table) + 1))
        assert [r.start for r in table] == sorted(r.start for r in table)


def test_every_assignment_has_its_row() -> None:
    for path in sorted((ROOT / "tests/documents/labelled").glob("*.txt")):
        reading = read_text(path.read_bytes().decode("utf-8", errors="replace"), path.name)
        held = [r.mention for r in rows(reading) if r.mention]
        assert sorted(held) == sorted((u.mention_start, u.mention_end) for u in reading.units)


def test_a_task_begins_without_its_marker_and_ends_with_a_sentence() -> None:
    by_path = {r.path: r for r in rows(plan())}
    assert by_path["二/(三)"].task == "办好技能竞赛。鼓励码头企业举办班组练兵活动，推动竞赛成果进课堂。"
    assert by_path["二/(三)"].whole_task.startswith("（三）")


def test_a_long_task_is_cut_at_a_sentence_and_kept_whole_beside() -> None:
    long_text = "推动岸桥远程操控培训向每一个作业区延伸，并把培训结果写进班组档案。" * 12
    reading = read_text(
        f"澜州市方案\n\n一、重点任务\n\n（一）加强培训。{long_text}（责任单位：市人社局）\n", "方案.txt"
    )
    (row,) = rows(reading)
    assert len(row.task) <= 142
    assert row.task.endswith("。…")
    assert row.whole_task.count("班组档案") == 12


def test_time_limits_are_told_in_words() -> None:
    by_path = {r.path: r for r in rows(plan())}
    assert by_path["二/(一)"].periods == ("每年",)
    assert by_path["二/(二)"].periods == ("2031年底前",)


def test_the_column_of_deadlines_gives_the_time_limit() -> None:
    by_path = {r.path: r for r in rows(merged())}
    assert by_path["附件/#1"].periods == ("2032年6月",)
    assert by_path["附件/#1"].lead == ("市人社局",)
    assert by_path["附件/#1"].task == "建设岸桥实训台4座"


def test_the_basis_is_the_number_or_the_title() -> None:
    reading = plan()
    assert rows(reading)[1].basis == "澜政办〔2031〕8号 二（一）"
    unnumbered = replace(reading, metadata=replace(reading.metadata, document_number=None))
    assert rows(unnumbered)[1].basis.startswith("《澜州市人民政府办公室关于印发")


def test_offsets_lead_back_to_the_raw_text() -> None:
    reading = plan()
    row = next(r for r in rows(reading) if r.path == "二/(二)")
    assert reading.raw[row.start : row.end].startswith("（二）建设实训基地")
    assert row.mention is not None
    assert reading.raw[slice(*row.mention)] == "（责任单位：市人力资源社会保障局、市财政局）"


def test_contacts_are_masked_in_tasks() -> None:
    told = "".join(r.whole_task + r.task for r in rows(plan_with_contact()))
    assert "13812340021" not in told
    assert "欧阳小明" not in told


def test_etc_and_doubt_are_said() -> None:
    reading = _with_unit(plan(), etc=True, optional=True)
    assert cells(rows(reading))[0].lead == "市人社局等（待核）"


def _with_unit(reading: Reading, *, etc: bool, optional: bool) -> Reading:
    clause = next(c for c in reading.clauses if c.path == "一")
    end = clause.end_char
    mention = UnitMention("一", ("市人社局",), (), (), end - 3, end, clause.start_char, end - 3, etc, optional)
    return replace(reading, units=(mention,))


def test_names_are_gathered_by_place() -> None:
    assert names_over([plan()])["澜州市"]["市人力资源社会保障局"] == "市人社局"


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2031", "2031年"),
        ("2031-09", "2031年9月"),
        ("annual", "每年"),
        ("every:6m", "每半年"),
        ("every:5y", "每5年"),
        ("within:4y", "4年内"),
        ("2030+4y", "2030年起4年内"),
        ("2031-2033", "2031—2033年"),
        ("from:2031", "2031年起"),
        ("", ""),
        ("something else", "something else"),
    ],
)
def test_periods_in_words(period: str, told: str) -> None:
    assert period_phrase(period) == told


@pytest.mark.parametrize(
    ("path", "told"),
    [("", "正文"), ("二/(四)/3", "二（四）3"), ("附件2/#3", "附件2 第3项"), ("六/一是#2", "六 一是[第2组]")],
)
def test_paths_in_words(path: str, told: str) -> None:
    assert path_phrase(path) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (210_000_000, "2.1亿元"),
        (300_000, "30万元"),
        (3600, "3,600元"),
        (707_020, "70.702万元"),
        (123_456_789, "123,456,789元"),
        ((800, 3600), "800元—3,600元"),
        (12.5, "12.5元"),
    ],
)
def test_sums_are_never_rounded(value: int | float | tuple[int, int], told: str) -> None:
    assert yuan_phrase(value) == told


def test_targets_in_words() -> None:
    target = Target("一", "技能人才总量", ">=", 4_600_000, "人", "2027", 0, "")
    assert target_phrase(target) == "技能人才总量 ≥4,600,000人（2027年）"
    assert target_phrase(replace(target, strict=True, force="hoped"), with_period=False) == (
        "技能人才总量 >4,600,000人（预期）"
    )
    assert number_phrase((2, 4)) == "2—4"


def test_purpose_scope_and_entry_into_force_are_no_tasks() -> None:
    regulation = read_text(
        "澜州市港口实训场所管理规定\n\n第一条 为了规范港口实训场所，制定本规定。\n\n"
        "第二条 本市范围内的港口实训场所，适用本规定。\n\n"
        "第三条 主管部门应当每年检查实训场所两次。\n\n第四条 本规定自2031年5月1日起施行。\n",
        "规定.txt",
    )
    assert [r.path for r in rows(regulation)] == ["第三条"]


def test_documents_of_unknown_places_do_not_share_names() -> None:
    one = read_text("关于加强培训的意见\n\n一、加强培训，建立名册。（责任单位：市人社局）\n", "一.txt")
    two = read_text("关于加强竞赛的意见\n\n一、加强竞赛，建立名册。（责任单位：市人力资源社会保障局）\n", "二.txt")
    assert [r.responsible for table in tables([one, two]) for r in table] == [("市人社局",), ("市人力资源社会保障局",)]


def test_sub_items_without_units_share_one_row_with_their_paragraph() -> None:
    reading = read_text(
        "澜州市方案\n\n一、重点任务\n\n（一）分层培训。一是办好基础班，每年不少于40期；二是办好精品班，每年培训80人。\n",
        "方案.txt",
    )
    (row,) = rows(reading)
    assert row.path == "一/(一)"
    assert len(row.targets) == 2
