"""性质: numbers that look like goals and are none, and goals that look like something else."""

from __future__ import annotations

import pytest

from bole.documents.reader import read_text
from tests.documents.figures import read, sums, targets


@pytest.mark.parametrize(
    "sentence",
    [
        # Copies to hand in.
        "《竹艺名师申报表》一式8份，附电子稿。",
        "请报送活动总结1份，并附学员名册（2份，盖章）。",
        # A rank among others.
        "竹艺学科进入全国同类学科前2%。",
        # The number counts what was listed.
        "考核科目为选材、劈篾、编织、上漆和设计等5门必修课程。",
        # A worked example.
        "以一家拥有40名学徒的竹艺工坊为例，补贴按人计算。",
        # Which ones may have something.
        "年产竹器达到6万件、本地选材达到70%的项目，可直接纳入重点名录，优先安排建设。",
        "对未办手续的竹器作坊（约320家），应立即停工整改。",
        # On whom the work is done.
        "为全市学堂中的12类学员延长学习时间。",
        # Which villages.
        "到2033年，60名以上学徒且有学习愿望的行政村都要办竹艺夜校。",
        # What those sent out enjoy.
        "外派匠人休假和探亲合并使用，一年一次。",
        # Told as done.
        "今年以来，县竹艺局办好学堂，培训学徒91人；举办集市19场，签约1404人。",
        "今年已受理投诉17起，办结率100%；调解纠纷25起，办结率100%。",
        "今年市竹艺局承办了6件建议。",
        "据村委会介绍，该村面积10.9平方公里，共13个小组，505户1748人。",
        "作坊位于海拔480—560米的山间，距江边700米。",
    ],
)
def test_no_goals(sentence: str) -> None:
    assert targets(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # Only the subject's own number: 平均 is not 均.
        ("到2035年，竹匠、木匠和铁匠的证书持有率总体平均达到75%左右。", [("≈", 75, "%", "2035")]),
        ("到2035年，私立学堂教室数、学徒数均达到全市总量的15%以上。", [(">=", 15, "%", "2035")] * 2),
        ("到2035年，补助线不低于全市上年度人均可支配收入的60%。", [(">=", 60, "%", "2035")]),
        # The size of the firms to be raised says which; the firms are counted.
        (
            "培育4家以上年销售收入过千万元、2家以上年销售收入达500万元的竹企，新增30家以上网店。",
            [(">=", 4, "家", ""), (">=", 2, "家", ""), (">=", 30, "家", "")],
        ),
        ("到2035年，力争在竹乡新进匠师数量200名，新增学堂10个。", [("=", 200, "名", "2035"), ("=", 10, "个", "2035")]),
        ("除退休前三年人员外，其他教师100%制定竹艺计划。", [("=", 100, "%", "")]),
        ("力争有2个学科进入全国前1%。", [("=", 2, "个", "")]),
        ("每年报送竹艺信息12份。", [("=", 12, "份", "annual")]),
        # What the same words do not take away.
        ("在附近村社发放竹艺手册2万份。", [("=", 20000, "份", "")]),
        ("每年遴选20个带动力强的项目，可直接纳入重点名录。", [("=", 20, "个", "annual")]),
        ("遴选20个带动力强的项目，可优先安排用地。", [("=", 20, "个", "")]),
        ("每年资助学员中的50名困难学徒。", [("=", 50, "名", "annual")]),
        ("今年以来，建成学堂20所；下半年再建成学堂10所。", [("=", 10, "所", "2031")]),
        ("目前已有学堂12所；到2033年建成学堂30所。", [("=", 30, "所", "2033")]),
        ("全市已建成学堂12所；每年培训学徒300人。", [("=", 300, "人", "annual")]),
        ("培训竹艺匠人100人，建成前店后坊10家。", [("=", 100, "人", ""), ("=", 10, "家", "")]),
    ],
)
def test_goals(sentence: str, expected: list[tuple[str, object, str, str]]) -> None:
    assert targets(sentence) == expected


def test_an_annex_that_reports_promises_nothing() -> None:
    raw = (
        "某市竹艺工作方案\n\n一、主要任务\n\n培训学徒300人。\n\n附件1\n\n关于竹山村竹林虫害情况的调查报告\n\n"
        "竹林受害面积一般在20—30亩。受害农户45户。\n\n附件2\n\n竹山村虫害调查意见\n\n叶片虫孔一般宽1—2毫米。\n"
    )
    assert [t.value for t in read(raw).targets] == [300]


def test_sums_of_a_reckoning_are_sums() -> None:
    found = sums("按6个月测算，补贴为1520元/人月×6月+500元/人+100元/人月×6月=10220元/人。")
    assert [value for _, value in found] == [1520, 500, 100, 10220]


def test_a_number_in_the_name_of_an_office_counts_nothing() -> None:
    """甲12局 is an office, however many of them stand in a row."""
    assert read_text("责任单位：甲1局、甲2局、甲312局。").targets == ()


def test_a_report_tells_also_where_it_names_the_industries_of_the_future() -> None:
    raw = (
        "某市人民政府关于竹艺发展情况的报告\n\n一、发展现状\n\n（一）产业壮大。未来产业布局加快，全市竹企达到300家。\n\n"
        "（二）学堂增多。培训学徒1200人。\n\n二、下一步打算\n\n新建学堂5所。\n"
    )
    assert [t.value for t in read(raw).targets] == [5]


def test_an_annex_that_gives_points_promises_nothing() -> None:
    raw = (
        "某市学徒入户办法\n\n一、主要任务\n\n全年安排入户名额600个。\n\n附件\n\n某市学徒积分制入户指标体系及分值表\n\n"
        "学历：高中以上\n\n献血5次以上\n\n连续参保达到36个月，服务时长不少于50小时\n\n"
    )
    assert [t.value for t in read(raw).targets] == [600]
