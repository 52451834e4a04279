"""Packs on disk: found through pack.toml, in order from above, each in sight of its own and of those above it."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.policy.errors import PackError
from bole.policy.library import Library, cited, current, loading
from bole.policy.pack import load_packs
from tests.policy.pack_folders import PACK, faults_of, load, told, write_pack

SCHEME = """\
from datetime import date
from bole.policy.vocabulary import Certificate, Scheme, Table, clause, param, since

grant = Scheme(
    id="langyu.grant",
    title="津贴",
    title_en="grant",
    per=Certificate,
    pays=Certificate.person,
    cites=clause("langyu-6", "二/(一)"),
    in_force=since(date(2031, 1, 1)),
)
uplift = param("uplift")
standard = Table("standard", key=(Certificate.occupation, Certificate.level))
"""


def province(folder: Path) -> Path:
    """A pack of a province without a parent."""
    sheet = PACK.replace("langyu", "haizhou").replace('"city"', '"province"')
    return write_pack(folder, {"pack.toml": sheet}, id="haizhou")


def code_of(error: pytest.ExceptionInfo[BoleError]) -> str:
    return error.value.code


# What a pack can see


def test_own_ids_need_no_pack_and_those_above_are_named_in_full(tmp_path: Path) -> None:
    province(tmp_path / "p")
    write_pack(tmp_path / "c", parent="haizhou")
    library = load(tmp_path)["langyu"].library
    assert library.parameter("uplift").id == "langyu.uplift"
    assert library.parameter("haizhou.uplift").id == "haizhou.uplift"
    assert library.catalogue("haizhou.standard").id == "haizhou.standard"
    assert library.document("haizhou-6").number == "琅政〔2031〕6号"
    assert library.clause(ClauseRef("haizhou-6", "二/(一)")).document == "haizhou-6"
    assert library.used == {"langyu.uplift", "haizhou.uplift", "haizhou.standard"}


def test_a_city_does_not_see_another_city_nor_a_province_its_cities(tmp_path: Path) -> None:
    province(tmp_path / "p")
    write_pack(tmp_path / "c", parent="haizhou")
    write_pack(tmp_path / "d", id="yunling", parent="haizhou")
    packs = load(tmp_path)
    for pack, wanted in (("langyu", "yunling.uplift"), ("haizhou", "langyu.uplift")):
        with pytest.raises(BoleError) as raised:
            packs[pack].library.parameter(wanted)
        assert code_of(raised) == "BOLE-P036"
    with pytest.raises(BoleError) as raised:
        packs["langyu"].library.document("yunling-6")
    assert code_of(raised) == "BOLE-P021"


@pytest.mark.parametrize(
    ("ask", "code", "nearest"),
    [
        (lambda library: library.parameter("uplit"), "BOLE-P034", "langyu.uplift"),
        (lambda library: library.catalogue("standart"), "BOLE-P035", "langyu.standard"),
        (lambda library: library.document("langyu-unsen"), "BOLE-P021", "langyu-unseen"),
        (lambda library: library.clause(ClauseRef("langyu-6", "二/(三)")), "BOLE-P022", "二/(二)"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(tmp_path: Path, ask: Any, code: str, nearest: str) -> None:
    library = load(write_pack(tmp_path))["langyu"].library
    with pytest.raises(BoleError) as raised:
        ask(library)
    assert (code_of(raised), raised.value.params["nearest"]) == (code, nearest)
    assert library.used == set()


def test_the_current_library_is_that_of_the_pack_being_loaded() -> None:
    outer, inner = Library("a"), Library("b")
    with loading(outer):
        with loading(inner):
            assert current() is inner
        assert current() is outer
        with pytest.raises(BoleError) as raised:
            cited(ClauseRef("a-1", "一"))
        assert code_of(raised) == "BOLE-P021"
    with pytest.raises(BoleError) as raised:
        current()
    assert code_of(raised) == "BOLE-P037"
    cited(ClauseRef("a-1", "一"))


# Finding packs


def test_packs_come_from_above_to_below_whatever_the_folders_are_called(tmp_path: Path) -> None:
    write_pack(tmp_path / "a" / "deep", parent="haizhou")
    province(tmp_path / "z")
    packs = load(tmp_path)
    assert list(packs) == ["haizhou", "langyu"]
    assert (packs["langyu"].parent, packs["langyu"].level, packs["langyu"].place) == ("haizhou", "city", "609900")


def test_the_built_in_packs_are_found_beside_the_folders_given(tmp_path: Path) -> None:
    packs = load_packs([write_pack(tmp_path, parent="nation")])
    assert {"nation", "guangdong", "shandong", "zhongshan", "zibo", "langyu"} <= set(packs)
    assert packs["zhongshan"].library.parameter("shortage-uplift").entries[-1].value == 3000


def test_only_keeps_to_a_pack_and_those_above_it(tmp_path: Path) -> None:
    province(tmp_path / "p")
    write_pack(tmp_path / "c", parent="haizhou")
    write_pack(tmp_path / "d", {"parameters/uplift.yaml": "wrong"}, id="yunling", parent="haizhou")
    assert list(load_packs([tmp_path], only="langyu", built_in=False)) == ["haizhou", "langyu"]
    with pytest.raises(BoleError) as raised:
        load_packs([tmp_path], only="langyv", built_in=False)
    assert (code_of(raised), raised.value.params["nearest"]) == ("BOLE-P046", "langyu")


def test_a_folder_given_twice_is_one_pack_and_two_packs_of_one_id_are_a_fault(tmp_path: Path) -> None:
    write_pack(tmp_path / "a")
    assert list(load_packs([tmp_path, tmp_path / "a"], built_in=False)) == ["langyu"]
    write_pack(tmp_path / "b")
    assert told(tmp_path) == ["BOLE-P038 b/pack.toml:1"]


@pytest.mark.parametrize("name", ["empty", "absent"])
def test_a_folder_without_a_pack_is_a_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    [fault] = faults_of(tmp_path / name)
    assert (fault.code, fault.place) == ("BOLE-P045", str(tmp_path / name))


def test_parents_that_are_unknown_too_low_or_go_round_are_faults(tmp_path: Path) -> None:
    write_pack(tmp_path / "a", id="aa", parent="bb")
    write_pack(tmp_path / "b", id="bb", parent="aa")
    write_pack(tmp_path / "c", id="cc", parent="dd")
    write_pack(tmp_path / "e", id="ee")
    write_pack(tmp_path / "f", id="ff", parent="ee")
    write_pack(tmp_path / "g", id="gg", parent="gg")
    found = set(told(tmp_path))
    assert {"BOLE-P040 a/pack.toml:6", "BOLE-P040 b/pack.toml:6", "BOLE-P040 g/pack.toml:6"} <= found
    assert {"BOLE-P039 c/pack.toml:6", "BOLE-P041 f/pack.toml:6"} <= found


SHEETS = [
    ("unknown key", "level", "lvel", ["BOLE-P004:5", "BOLE-P005:1"]),
    ("unknown level", '"city"', '"town"', ["BOLE-P014:5"]),
    ("number as place", '"609900"', "609900", ["BOLE-P006:4"]),
    ("form of a place", "609900", "6099", ["BOLE-P049:4"]),
    ("form of an id", '"langyu"', '"Lang.Yu"', ["BOLE-P049:1"]),
    ("broken", 'level = "city"', "level = ", ["BOLE-P002:5"]),
    ("key twice", "level", 'id = "x"\nlevel', ["BOLE-P002:5"]),
]


@pytest.mark.parametrize(("old", "new", "codes"), [case[1:] for case in SHEETS], ids=[case[0] for case in SHEETS])
def test_each_fault_of_a_pack_sheet_is_told_with_its_line(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    write_pack(tmp_path, {"pack.toml": PACK.replace(old, new)})
    assert [one.replace(" pack.toml", "") for one in told(tmp_path)] == codes


@pytest.mark.parametrize(
    "name",
    ["parameter/x.yaml", "parameters/x.yml", "catalogues/old.csv", "schemes/x.txt", "documents.yml", "notes.txt"],
)
def test_what_would_not_be_read_is_a_fault(tmp_path: Path, name: str) -> None:
    write_pack(tmp_path, {name: "x"})
    [fault] = told(tmp_path)
    assert fault in (f"BOLE-P033 {name}", f"BOLE-P033 {name.partition('/')[0]}")


def test_hidden_files_readme_and_later_folders_are_let_alone(tmp_path: Path) -> None:
    write_pack(tmp_path, {".git/x": "x", "README.md": "x", "parameters/.keep": "x", "flows/review.toml": "x"})
    assert list(load(tmp_path)) == ["langyu"]


# Schemes


def test_schemes_are_loaded_when_asked_for_in_their_packs_library(tmp_path: Path) -> None:
    packs = load(write_pack(tmp_path, {"schemes/grant.py": SCHEME}))
    assert packs["langyu"].library.used == set()
    assert list(packs.schemes) == ["langyu.grant"]
    assert packs.scheme("langyu.grant").clauses() == (ClauseRef("langyu-6", "二/(一)"),)
    assert packs.used == {"langyu.uplift", "langyu.standard"}
    with pytest.raises(BoleError) as raised:
        packs.scheme("langyu.grants")
    assert code_of(raised) == "BOLE-P046"


FAILING = [
    ("unknown parameter", 'param("uplift")', 'param("uplit")', "BOLE-P034", 13),
    ("unknown clause", "二/(一)", "九", "BOLE-P022", 4),
    ("syntax", "grant = Scheme(", "grant = Scheme((", "BOLE-P042", 4),
    ("exception", "uplift =", "1 / 0\nuplift =", "BOLE-P042", 13),
    ("leaves the program", "uplift =", "raise SystemExit\nuplift =", "BOLE-P042", 13),
    ("foreign import", "uplift =", "import os.path\nuplift =", "BOLE-P043", 13),
    ("by a module's module", "uplift =", "import typing\ntyping.sys.exit(0)\nuplift =", "BOLE-P043", 14),
    ("a module of the kernel's", "uplift =", "from bole.kernel.writing import os\nuplift =", "BOLE-P043", 13),
    ("by a name of the language", "uplift =", "__import__('os')\nuplift =", "BOLE-P043", 13),
    ("by way of a class", "uplift =", "().__class__\nuplift =", "BOLE-P043", 13),
    (
        "a percentage that is no whole number",
        "uplift =",
        "from bole.policy.vocabulary import percent\npercent(0.3)\nuplift =",
        "BOLE-P042",
        14,
    ),
    (
        "a number in quotes",
        "uplift =",
        "from bole.policy.vocabulary import number\nnumber('3', 'person')\nuplift =",
        "BOLE-P042",
        14,
    ),
    (
        "a sum that is a float",
        "uplift =",
        "from bole.policy.vocabulary import yuan\nyuan(0.1)\nuplift =",
        "BOLE-P042",
        14,
    ),
    ("reads files", "uplift =", "open('x')\nuplift =", "BOLE-P042", 13),
    ("prints", "uplift =", "print('x')\nuplift =", "BOLE-P042", 13),
    ("an error of its own ring", "uplift =", "raise GeneratorExit\nuplift =", "BOLE-P042", 13),
    ("import from another ring", "uplift =", "from bole import documents\nuplift =", "BOLE-P043", 13),
    ("relative import", "uplift =", "from .other import x\nuplift =", "BOLE-P043", 13),
    ("id of another pack", "langyu.grant", "yunling.grant", "BOLE-P044", 4),
]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"), [case[1:] for case in FAILING], ids=[case[0] for case in FAILING]
)
def test_whatever_fails_in_a_scheme_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    write_pack(tmp_path, {"schemes/grant.py": SCHEME.replace(old, new)})
    [fault] = told(tmp_path)
    assert fault.partition(" ")[0] == code
    assert fault.partition(" ")[2] in {f"schemes/grant.py:{n}" for n in range(line, line + 7)}


def test_a_scheme_file_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.policy.scheme_files.SECONDS", 0.2)
    write_pack(tmp_path, {"schemes/x.py": "\nwhile True:\n    pass\n"})
    [fault] = told(tmp_path)
    assert fault in {"BOLE-P042 schemes/x.py:2", "BOLE-P042 schemes/x.py:3"}


def test_a_pipe_in_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(write_pack(tmp_path) / "parameters" / "pipe.yaml")
    assert told(tmp_path) == ["BOLE-P012 parameters/pipe.yaml"]


def test_a_folder_with_a_name_that_no_disk_takes(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        load_packs([tmp_path / ("x" * 5000)])
    assert [fault.code for fault in raised.value.faults] == ["BOLE-P012"]


def test_schemes_of_one_id_in_two_files_are_a_fault(tmp_path: Path) -> None:
    write_pack(tmp_path, {"schemes/a.py": SCHEME, "schemes/b.py": SCHEME})
    assert told(tmp_path) == ["BOLE-P038 schemes/b.py"]


def test_faults_of_the_schemes_of_all_packs_are_told_together(tmp_path: Path) -> None:
    write_pack(tmp_path / "a", {"schemes/x.py": "1/0"}, id="aa")
    write_pack(tmp_path / "b", {"schemes/x.py": "1/0", "schemes/y.py": "import os"}, id="bb")
    found = told(tmp_path)
    assert found == ["BOLE-P042 a/schemes/x.py:1", "BOLE-P042 b/schemes/x.py:1", "BOLE-P043 b/schemes/y.py:1"]


def test_a_scheme_file_changed_within_the_same_second_is_read_again(tmp_path: Path) -> None:
    write_pack(tmp_path, {"schemes/grant.py": SCHEME})
    assert list(load(tmp_path).schemes) == ["langyu.grant"]
    write_pack(tmp_path, {"schemes/grant.py": SCHEME.replace("langyu.grant", "langyu.award")})
    assert list(load(tmp_path).schemes) == ["langyu.award"]
    assert not list(tmp_path.rglob("__pycache__"))


def test_pack_errors_cross_a_process_border_and_name_each_fault(tmp_path: Path) -> None:
    import pickle

    write_pack(tmp_path, {"parameters/uplift.yaml": "a: 1\nb: 2\n"})
    with pytest.raises(PackError) as raised:
        load(tmp_path)
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301 - our own bytes
    assert str(again) == str(raised.value)
    assert len(str(again).splitlines()) == 1 + len(raised.value.faults)


# The built-in packs


def test_the_built_in_packs_pass_and_nobody_imports_them_by_name() -> None:
    assert "zhongshan" in load_packs()
    source = Path(__file__).parents[2] / "src" / "bole"
    importing = [
        str(file)
        for file in source.rglob("*.py")
        if any(f"{word} bole.packs" in file.read_text(encoding="utf-8") for word in ("import", "from"))
    ]
    assert importing == []


def test_loading_packs_brings_in_no_web_framework_and_no_command_line() -> None:
    told = (
        "import sys; from bole.policy.pack import load_packs as f; f(); print({'click', 'django'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, encoding="utf-8", check=True)
    assert ended.stdout.strip() == "set()"


def test_a_classification_of_some_rows_names_codes_and_closes_nothing() -> None:
    nation = load_packs(only="nation")
    assert nation.names["division"]["442000"] == "中山市"
    assert nation.names["division"]["370302"] == "淄川区"
    assert (nation.names["industry"]["C"], nation.names_en["industry"]["C"]) == ("制造业", "Manufacturing")
    assert (nation.names["education"]["47"], nation.names_en["education"]["47"])[0] == "技工学校毕业"
    assert "division" not in nation.names_en  # no English name is made up
    sections = nation["nation"].library.catalogue("nation.industry").at(date(2025, 1, 1))
    assert sections is not None
    assert [key[0] for key, values in sections.rows.items() if values[2] == "门类"] == list("ABCDEFGHIJKLMNOPQRST")
    library = nation["nation"].library
    assert library.codes("division") is None
    assert "442000" in library.catalogue("nation.division").codes
    assert library.codes("occupation") is not None


def test_titles_of_schemes_and_of_payments_that_only_the_ledger_knows() -> None:
    titles = load_packs(only="zhongshan").titles
    assert titles["zhongshan.skill-upgrade"] == ("职业技能提升补贴", "skill-upgrade subsidy")
    assert titles["guangdong.unemployment-skill-subsidy"][0] == "失业保险技能提升补贴"
