"""Whose held rows are: what is sure goes in by itself, what is doubtful is asked, what is nobody's waits."""

from collections.abc import Mapping

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.models import Event, Look
from bole.apps.registry.linking.doubts import (
    doubt_ask,
    doubt_counts,
    doubt_join,
    doubt_keep_apart,
    doubt_reopen,
    doubt_shown,
    doubts,
    merges,
)
from bole.apps.registry.linking.finding import files_compare, pending_link, record_of_row, weighed_candidates
from bole.apps.registry.linking.words import COMPARED, LEVELS
from bole.apps.registry.models import Doubt, PendingRow, Person, Training
from bole.kernel.errors import BoleError
from bole.linkage.comparisons import COMPARISONS
from tests.apps.registry.importing import AT, SYSTEM, Imports
from tests.apps.registry.people import householder, insured, number
from tests.apps.registry.reading import OTHER_TOWN, TOWN, clerk, officer
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db
WHY = "电话里核对过本人"


def trainee(person: int = 1, **more: str) -> dict[str, str]:
    row = {
        "姓名": "张三明", "证件号码": number(person), "班次编号": "K1", "培训项目": "岗位培训", "培训机构": "样例培训学校",
        "开班日期": "2024-05-03", "结业日期": "2024-06-03", "课时": "40", "手机号码": f"12{person:09}",
        "出生日期": "1990-03-07", "所在单位": "",
    }  # fmt: skip
    return row | more


def masked(person: int) -> str:
    return f"{number(person)[:6]}********{number(person)[-4:]}"


@pytest.fixture
def people(imports: Imports) -> Mapping[str, int]:
    """Four who live in a town, insured, with phones of their own."""
    names = ("张三明", "李四海", "王五洲", "赵六一")
    imports("household", [householder(at, 姓名=name, 镇街=TOWN) for at, name in enumerate(names, 1)])
    imports("insurance", [insured(at, 姓名=name) for at, name in enumerate(names, 1)])
    return dict(Person.objects.filter(closed_at=None).values_list("name", "thing"))


def linked() -> dict[str, int]:
    return pending_link(actor=SYSTEM, clock=lambda: AT)


def test_a_row_that_is_surely_his_goes_into_his_file(people: Mapping[str, int], imports: Imports) -> None:
    imports("training", [trainee(1, 证件号码=masked(1))])
    assert linked() == {"linked": 1, "asked": 0, "nobody": 0}
    found = Training.objects.get(closed_at=None)
    assert (found.person, found.source.code) == (people["张三明"], "training")
    assert not Doubt.objects.exists()
    [merge] = merges(actor=officer(TOWN)).rows
    assert (merge.kept, merge.merged_by, merge.undone_at) == (people["张三明"], "test", None)
    assert linked() == {"linked": 0, "asked": 0, "nobody": 0}, "a second time there is nothing to do"


def test_a_row_that_may_be_his_is_asked_about(people: Mapping[str, int], imports: Imports) -> None:
    imports("training", [trainee(1, 证件号码="", 手机号码="")])
    assert linked()["asked"] == 1
    shown = doubts(actor=officer(TOWN))
    assert [(row.person, row.other) for row in shown.rows] == [(people["张三明"], None)]
    assert doubt_counts(actor=officer(TOWN)) == {"open": 1, "asked": 0, "joined": 0, "apart": 0}
    assert linked()["asked"] == 0, "it is asked once"
    assert not Training.objects.exists()


def test_a_row_of_nobody_waits_until_he_comes(people: Mapping[str, int], imports: Imports) -> None:
    imports("training", [trainee(9, 姓名="钱七", 证件号码=masked(9))])
    assert linked() == {"linked": 0, "asked": 0, "nobody": 1}
    imports("insurance", [insured(9, 姓名="钱七")])
    assert linked()["linked"] == 1
    assert Training.objects.get(closed_at=None).person == Person.objects.get(name="钱七").thing


def test_a_good_number_with_another_name_is_always_asked(people: Mapping[str, int], imports: Imports) -> None:
    imports("training", [trainee(1, 姓名="欧阳雪", 出生日期="")])
    assert PendingRow.objects.get().code == "BOLE-R210"
    assert linked()["linked"] == 0
    assert not Training.objects.exists()


@pytest.mark.parametrize("files", [("first", "second"), ("second", "first")])
def test_the_order_of_arrival_does_not_matter(
    people: Mapping[str, int], imports: Imports, files: tuple[str, str]
) -> None:
    rows = {
        "first": trainee(1, 证件号码=masked(1)),
        "second": trainee(2, 姓名="李四海", 证件号码=masked(2), 班次编号="K2"),
    }
    for file in files:
        imports("training", [rows[file]], source=file)
        linked()
    told = dict(Training.objects.filter(closed_at=None).values_list("class_number", "person"))
    assert told == {"K1": people["张三明"], "K2": people["李四海"]}


def test_two_files_that_may_be_one_are_asked_about_and_never_joined_by_themselves(imports: Imports) -> None:
    came = imports("insurance", [insured(1, 姓名="诸葛青云", 手机号码="12000000001")])
    later = imports(
        "insurance", [insured(2, 姓名="诸葛青云", 证件号码=number(20_001), 手机号码="12000000001")], source="second"
    )
    asked = files_compare(batch=came.batch, at=AT) + files_compare(batch=later.batch, at=AT)
    assert (asked, Doubt.objects.get().state, Doubt.objects.get().pending) == (1, "open", None), "asked once"
    assert Person.objects.filter(closed_at=None).count() == 2


def test_the_two_sides_of_a_pair_and_what_speaks_for_it(people: Mapping[str, int], imports: Imports) -> None:
    imports("training", [trainee(1, 姓名="张三名", 证件号码="", 手机号码="", 所在单位="样例一号有限公司")])
    linked()
    [doubt] = Doubt.objects.all()
    shown = doubt_shown(doubt=doubt.pk, actor=officer(TOWN), at=AT)
    lines = {line.label: line for line in shown.lines}
    assert (lines["姓名"].left, lines["姓名"].right, lines["姓名"].differs) == ("张三明", "张三名", True)
    assert number(1) not in repr(shown)
    assert shown.parts[-1].end == pytest.approx(shown.weight, abs=0.01)
    assert shown.may_decide
    assert [part.label for part in shown.parts][:3] == ["起点", "姓名", "证件号码"]
    assert shown.parts[1].level == "音相同"
    assert Look.objects.filter(person=doubt.person).count() == 1
    assert not [value for value in (number(1), "张三") if value in str(doubt.parts)]


def test_a_decision_is_kept_and_can_be_taken_back(people: Mapping[str, int], imports: Imports) -> None:
    imports("training", [trainee(1, 证件号码="", 手机号码="")])
    linked()
    doubt, who = Doubt.objects.get().pk, officer(TOWN)
    doubt_ask(doubt=doubt, question="问培训学校", actor=who, at=AT)
    assert Doubt.objects.get().state == "asked"
    doubt_keep_apart(doubt=doubt, reason=WHY, actor=who, at=AT)
    assert linked() == {"linked": 0, "asked": 0, "nobody": 1}, "the pair is not asked about again"
    with pytest.raises(BoleError) as raised:
        doubt_join(doubt=doubt, reason=WHY, actor=who, at=AT)
    assert raised.value.code == "BOLE-R708"
    doubt_reopen(doubt=doubt, reason=WHY, actor=who, at=AT)
    doubt_join(doubt=doubt, reason=WHY, actor=who, at=AT)
    assert Training.objects.get(closed_at=None).person == people["张三明"]
    doubt_reopen(doubt=doubt, reason=WHY, actor=who, at=AT)
    assert not Training.objects.filter(closed_at=None)
    assert Doubt.objects.get().state == "open"
    assert PendingRow.objects.get().settled_at is None
    kinds = list(Event.objects.filter(kind__startswith="person.").order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "person.link-asked", "person.kept-apart", "person.link-asked", "person.linked", "person.merge-undone",
    ]  # fmt: skip


def test_of_another_town_nothing_is_seen_or_decided(people: Mapping[str, int], imports: Imports) -> None:
    imports("training", [trainee(1, 证件号码="", 手机号码="")])
    linked()
    doubt = Doubt.objects.get().pk
    assert doubts(actor=officer(OTHER_TOWN)).total == 0
    for actor in (officer(OTHER_TOWN), clerk(TOWN), Actor(9, "无")):
        with pytest.raises(BoleError):
            doubt_shown(doubt=doubt, actor=actor, at=AT)
        with pytest.raises(BoleError):
            doubt_join(doubt=doubt, reason=WHY, actor=actor, at=AT)
    there = person_made(90, town=OTHER_TOWN)
    first, second = sorted((people["张三明"], there))
    pair = Doubt.objects.create(person=first, other=second, weight=1, found_at=AT)
    assert pair.pk not in [row.number for row in doubts(actor=officer(TOWN)).rows], "who reaches one side alone"
    assert pair.pk in [row.number for row in doubts(actor=officer()).rows]


def test_every_level_of_the_model_has_words() -> None:
    assert {comparison.name for comparison in COMPARISONS} <= COMPARED.keys()
    assert {level.label for comparison in COMPARISONS for level in comparison.levels} <= LEVELS.keys()


def test_one_row_is_weighed_with_a_few_questions(
    people: Mapping[str, int], imports: Imports, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    imports("training", [trainee(1, 证件号码=masked(1))])
    with django_assert_max_num_queries(20):
        found = weighed_candidates(record_of_row(PendingRow.objects.get()))
    assert found[0][0] == people["张三明"]
