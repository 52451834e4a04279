"""免申即享, 快申快享 or a set procedure: told from criteria, figures and data sources, never written down by hand."""

from datetime import date
from pathlib import Path

import pytest

from bole.kernel.errors import ErrorKind
from bole.kernel.fact_tables import STANDARD
from bole.policy import errors
from bole.policy.data_sources import given, read_sources
from bole.policy.errors import Faults
from bole.policy.handling import NO_APPLICATION, PROCEDURE, QUICK, Handling, handling_of
from bole.policy.pack import Packs, load_packs
from tests.cli.registers import INVENTED

DAY = date(2025, 9, 30)


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs([INVENTED])


def handled(packs: Packs, id_: str, day: date = DAY) -> Handling:
    return handling_of(packs.scheme(id_), packs[id_.partition(".")[0]], day)


def test_all_computed_and_all_data_there_needs_no_application(packs: Packs) -> None:
    found = handled(packs, "langyu.steady-worker")
    assert (found.kind, found.to_bring, found.judged, found.open) == (NO_APPLICATION, (), (), ())
    assert "insurance" in found.unverified


def test_a_fact_that_nobody_hands_over_must_be_brought(packs: Packs) -> None:
    found = handled(packs, "zibo.title-apply-middle")
    assert (found.kind, found.to_bring) == (QUICK, (("certificate", "field_since"),))


def test_a_judgement_or_an_open_figure_is_a_procedure(packs: Packs) -> None:
    found = handled(packs, "zhongshan.organiser-award")
    assert (found.kind, found.judged) == (PROCEDURE, ())
    assert "zhongshan.organiser-award-per-trainee" in found.open
    judged = handled(packs, "zhongshan.elite-plan")
    assert (judged.kind, judged.judged, judged.open) == (PROCEDURE, ("support",), ())


def test_a_city_that_gets_more_data_changes_the_answer(tmp_path: Path) -> None:
    """The district's own entry counts before the nation's."""
    folder = tmp_path / "yuntai"
    (folder / "schemes").mkdir(parents=True)
    (folder / "pack.toml").write_text(
        'id = "yuntai"\ntitle = "云台市"\ntitle_en = "Yuntai"\nplace = "609800"\nlevel = "city"\nparent = "nation"\n',
        encoding="utf-8",
    )
    (folder / "documents.yaml").write_text(
        "- {id: yuntai-1, title: 云台市办法, number: null, issued_on: 2024-01-01, in_force_from: null, "
        "status: not_at_hand, clauses: {}}\n",
        encoding="utf-8",
    )
    (folder / "schemes" / "years.py").write_text(
        "from bole.policy.vocabulary import Certificate, Scheme, clause, date, since\n"
        'years = Scheme(id="yuntai.years", title="年限", title_en="years", per=Certificate, '
        'cites=clause("yuntai-1"), in_force=since(date(2024, 1, 1)))\n'
        'years.criterion("known", "从业起始日期有记录", "the start is on record", '
        "Certificate.field_since <= date(2024, 1, 1))\n",
        encoding="utf-8",
    )
    assert handled(load_packs([folder]), "yuntai.years").kind == QUICK
    (folder / "sources.yaml").write_text(
        "- {table: certificate, department: 市人社局, department_en: bureau, verified: true}\n", encoding="utf-8"
    )
    found = handled(load_packs([folder]), "yuntai.years")
    assert (found.kind, found.unverified) == (NO_APPLICATION, ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("- {table: dog, department: 甲, department_en: a, verified: true}", errors.BAD_CHOICE),
        ("- {table: title, department: 甲, department_en: a, without: colour, verified: true}", errors.BAD_CHOICE),
        ("- {table: title, department: 甲, department_en: a}", errors.MISSING_KEY),
        ("- {table: title, department: 甲, department_en: a, verified: true, who: b}", errors.UNKNOWN_KEY),
        ("- &t {table: title, department: 甲, department_en: a, verified: true}\n- *t", errors.KEY_TWICE),
        ("table: title", errors.NOT_LIST),
    ],
)
def test_a_bad_list_of_sources_is_told(tmp_path: Path, text: str, kind: ErrorKind) -> None:
    file, faults = tmp_path / "sources.yaml", Faults()
    file.write_text(text, encoding="utf-8")
    read_sources(file, STANDARD, faults)
    assert kind.code in [fault.kind.code for fault in faults.found]


def test_every_table_of_the_nations_list_is_a_table(packs: Packs) -> None:
    sources = packs["nation"].library.sources
    assert given(sources, "insurance", "months")
    assert not given(sources, "certificate", "field_since")
    assert not given(sources, "loan", "asked")
