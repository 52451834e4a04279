"""指标表: which columns of a table promise, which tell, and for which year."""

from __future__ import annotations

from bole.documents.reader import read_text
from bole.documents.reading import Reading


def with_table(
    caption: str, rows: list[list[str]], *, title: str = "某市技能提升方案", section: str = "一、总体目标"
) -> Reading:
    """A document of March 2031 with one table under `section`."""
    cells = ["| " + " | ".join(row) + " |" for row in rows]
    cells.insert(1, "|" + " --- |" * len(rows[0]))
    parts = (title, section, caption, "\n".join(cells), "某市某局\n2031年3月18日")
    return read_text("\n\n".join(parts) + "\n", "甲.md")


def promised(reading: Reading) -> list[tuple[str, object, str, str]]:
    return [(t.comparator, t.value, t.unit, t.period) for t in reading.targets]


def test_the_past_column_tells_and_the_goal_column_promises() -> None:
    rows = [["序号", "指标", "单位", "2030年实际", "2031年目标"], ["1", "培训", "万人次", "4.1", "4.5"]]
    assert promised(with_table("主要指标表", rows)) == [("=", 45000, "人次", "2031")]


def test_the_year_a_task_starts_from_is_a_fact() -> None:
    rows = [["学校", "2032年招生人数（人）", "2033年任务（人）", "2034年任务（人）"], ["甲校", "80", "100", "120"]]
    reading = with_table("分年度招生表", rows)
    assert promised(reading) == [("=", 100, "人", "2033"), ("=", 120, "人", "2034")]
    assert [f.value for f in reading.facts] == [80]


def test_the_goal_of_five_years_that_are_over_is_a_fact() -> None:
    rows = [
        ["指标", "“十四五”规划目标（个）", "“十六五”规划目标（个）"],
        ["实训基地", "12", "20"],
        ["工作室", "30", "45"],
    ]
    assert [t.value for t in with_table("指标对照表", rows).targets] == [20, 45]


def test_a_table_under_a_heading_of_the_past_tells() -> None:
    rows = [["指标", "规划目标（个）", "建成数（个）"], ["实训基地", "12", "14"], ["工作室", "30", "31"]]
    reading = with_table("主要指标", rows, section="一、发展基础和主要成效")
    assert promised(reading) == []
    assert len(reading.facts) == 4


def test_the_caption_of_a_table_of_tasks_gives_the_year() -> None:
    rows = [["区县", "培训任务（人次）"], ["甲县", "1200"], ["乙区", "900"]]
    assert promised(with_table("2031年培训任务分解表", rows)) == [
        ("=", 1200, "人次", "2031"),
        ("=", 900, "人次", "2031"),
    ]


def test_a_unit_per_hour_is_read_with_its_scale() -> None:
    rows = [["指标", "单位", "计划任务"], ["泵站能力", "万m3/小时", "4.16"], ["应急能力", "万m3/小时", "3"]]
    assert [(t.value, t.unit) for t in with_table("主要指标", rows).targets] == [(41600, "m3/小时"), (30000, "m3/小时")]


def test_an_annex_kept_in_a_file_of_its_own_has_rows_and_no_title() -> None:
    lines = ["附表1  某市易涝点整治计划表", "序号", "区县", "整治计划（处）", "2031年", "2032年"]
    for n, district in enumerate(("甲县", "乙区", "丙县", "丁区"), 1):
        lines += [str(n), district, str(n + 2), str(n + 5)]
    reading = read_text("\n".join(lines), "附表.txt")
    assert reading.metadata.title == ""
    assert [c.path for c in reading.clauses] == ["附表1", "附表1/#1", "附表1/#2", "附表1/#3", "附表1/#4"]
    assert ("附表1/#2", 4, "处", "2031") in [(t.path, t.value, t.unit, t.period) for t in reading.targets]


def test_a_column_of_goals_promises_what_its_sentences_say_for_its_year() -> None:
    rows = [
        ["序号", "重点任务", "2031年目标", "2032年目标", "责任单位"],
        ["1", "公交优先", "新开线路5条，更新公交车60辆", "公交分担率达到35%", "甲局"],
        ["2", "慢行系统", "建成绿道20公里", "累计建成50公里", "乙局"],
    ]
    assert promised(with_table("重点任务表", rows)) == [
        ("=", 5, "条", "2031"),
        ("=", 60, "辆", "2031"),
        (">=", 35, "%", "2032"),
        ("=", 20, "公里", "2031"),
        ("=", 50, "公里", "2032"),
    ]


def test_the_unit_stands_behind_the_indicator_not_behind_its_class() -> None:
    rows = [
        ["类别", "指标", "2030年基准值", "2035年目标值", "备注"],
        ["大气", "优良天数比率（%）", "86.3", "≥90", "约束性"],
        ["土壤", "安全利用率（%）", "93", "95左右", "约束性"],
    ]
    assert promised(with_table("主要指标", rows)) == [(">=", 90, "%", "2035"), ("≈", 95, "%", "2035")]


def test_rows_of_a_scattered_table_with_shared_and_broken_cells_find_their_columns() -> None:
    """A class over two rows, a head and a cell of two lines, one cell for several places, all one to a line."""
    lines = ["某市海绵建设规划", "一、总体目标", "到2035年，建成完善体系。", "表1 主要指标"]
    lines += ["序号", "类别", "主要指标", "2030年现状", "2035年目标", "指标", "属性"]
    lines += ["1", "治理", "内涝达标率（%）", "——", "95", "约束性"]
    lines += ["2", "防洪达标率（%）", "80", "96", "约束性"]
    lines += ["3", "数字", "赋能", "智慧覆盖率（%）", "——", "98", "预期性"]
    lines += ["4", "管网监测率（%）", "——", "重点城市≥30", "一般城市≥15", "预期性"]
    reading = read_text("\n".join(lines) + "\n二、保障措施\n加强领导。\n", "甲.txt")
    assert promised(reading) == [
        ("=", 95, "%", "2035"),
        ("=", 96, "%", "2035"),
        ("=", 98, "%", "2035"),
        (">=", 30, "%", "2035"),
        (">=", 15, "%", "2035"),
    ]
    assert [f.value for f in reading.facts] == [80]


def test_names_and_units_at_the_left_whatever_their_heads_are_called() -> None:
    rows = [
        ["一级", "二级", "“十四五”期间", "2035年目标"],
        ["育匠", "持证匠人比例（%）", "40.5", "60"],
        ["育匠", "学堂差异系数", "0.40", "0.36"],
        ["兴业", "竹编年经费（万元）（全市）", "2", "5"],
    ]
    reading = with_table("核心指标", rows)
    assert promised(reading)[:2] == [("=", 60, "%", "2035"), ("=", 0.36, "", "2035")]
    assert [t.indicator for t in reading.targets[:2]] == ["持证匠人比例", "学堂差异系数"]
    assert [m.value for m in reading.money] == [20000, 50000]


def test_a_table_of_points_promises_nothing() -> None:
    rows = [
        ["指标", "指标内容及分值", "最高分"],
        ["学历", "本科60分，大专40分", "60"],
        ["参保", "每满1年积3分，近5年内参保满12个月", "30"],
        ["献血", "近5年献血3次以上", "5"],
    ]
    assert promised(with_table("积分入户指标及分值表", rows, section="附件1")) == []


def test_columns_of_conditions_and_rates_hold_sums_and_no_goals() -> None:
    rows = [
        ["序号", "项目", "补贴对象", "补贴标准", "培训目标"],
        ["1", "竹编", "吸纳5人以上的工坊", "每人800元，最多2次", "培训300人"],
        ["2", "漆艺", "毕业2年内的学徒", "按实缴的50%，最长3年", "培训200人"],
    ]
    reading = with_table("技能补贴清单", rows, section="附件")
    assert promised(reading) == [("=", 300, "人", ""), ("=", 200, "人", "")]
    assert [m.value for m in reading.money] == [800]


def test_goals_stand_beside_their_weights() -> None:
    rows = [
        ["一级指标", "二级指标", "指标值", "权重"],
        ["产出", "培训人数", "≥500人", "30"],
        ["效果", "满意度", "≥95%", "20"],
    ]
    assert promised(with_table("绩效目标表", rows)) == [(">=", 500, "人", ""), (">=", 95, "%", "")]


def test_a_caption_over_the_whole_width_is_no_head() -> None:
    cells = "".join(
        f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>"
        for row in (["区县", "培训任务（人次）"], ["甲县", "1200"], ["乙区", "900"])
    )
    table = f"<table><tr><td colspan='2'>2031年培训任务分解表</td></tr>{cells}</table>"
    page = f"<p>某市培训方案</p><p>一、总体目标</p><p>做好培训。</p>{table}<p>某市某局</p><p>2031年3月18日</p>"
    reading = read_text(f"<html><body>{page}</body></html>", "甲.html")
    assert promised(reading) == [("=", 1200, "人次", "2031"), ("=", 900, "人次", "2031")]


def test_an_indicator_and_its_reckoning_stand_side_by_side() -> None:
    rows = [
        ["一级指标", "二级指标", "评价标准", "指标含义"],
        ["数量", "1.持证率", "2033年达到80%", "持证率=持证人数/总人数*100%"],
        ["数量", "2.覆盖率", "每年增加1-3个百分点", "覆盖率指参训≥1次的人"],
        ["服务", "3.满意率", "≥90%", "抽查"],
    ]
    reading = with_table("监测指标体系", rows, section="附件1")
    assert [(t.path, t.value, t.period) for t in reading.targets] == [
        ("附件1/#1", 80, "2033"),
        ("附件1/#2", (1, 3), "annual"),
        ("附件1/#3", 90, ""),
    ]
