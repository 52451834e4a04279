"""Real packs spoilt in one place: nothing of them loads, and the file that is wrong is named, with its line."""

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import bole
from bole.kernel.errors import BoleError
from bole.policy.errors import PackError
from bole.policy.pack import Pack, load_packs
from bole.policy.promises import read_promises

BUILT_IN = Path(bole.__file__).parent / "packs"
Spoil = Callable[[Path], Path]
"""Spoils a pack in a folder; gives the file that is to be named."""


@cache
def packs() -> dict[str, Pack]:
    return dict(load_packs().items())


def first(folder: Path, pattern: str, holding: str = "") -> Path:
    """The first file of that kind that has such a text."""
    found = (f for f in sorted(folder.glob(pattern)) if re.search(holding, f.read_text(encoding="utf-8"), re.M))
    return next(found, folder / pattern)


def edited(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1, flags=re.M)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    return file


def dated(folder: Path) -> str:
    """Where a pack keeps parameters, or else catalogues."""
    return "parameters/*.yaml" if (folder / "parameters").is_dir() else "catalogues/*.yaml"


def an_unknown_document(folder: Path) -> Path:
    return edited(first(folder, dated(folder), "document: "), r"document: [a-z0-9-]+", "document: nowhere-1")


def a_clause_that_the_document_has_not(folder: Path) -> Path:
    return edited(first(folder, "rules.yaml", "path: "), r"path: [^}\s]+", "path: 九十九/(九)")


def a_clause_that_a_scheme_cites_and_the_document_has_not(folder: Path) -> Path:
    index = edited(first(folder, "documents.yaml", r"^    \S+: [0-9a-f]{64}"), r"(?m)^    \S+: [0-9a-f]{64}\n", "")
    text = index.read_text(encoding="utf-8")
    index.write_text(re.sub(r"(?m)^    \S+: [0-9a-f]{64}\n", "", text).replace("clauses:\n", "clauses: {}\n"))
    return folder


def a_figure_that_is_none(folder: Path) -> Path:
    return edited(first(folder, "parameters/*.yaml", "^    value: "), "^    value: .*", "    value: 很多")


def a_day_that_no_calendar_has(folder: Path) -> Path:
    return edited(first(folder, dated(folder), r"from: \d"), r"from: \d{4}-\d\d-\d\d", "from: 2025-02-30")


def a_key_that_nobody_reads(folder: Path) -> Path:
    return edited(first(folder, dated(folder)), "^title: ", "titel: ")


def a_row_that_stands_twice(folder: Path) -> Path:
    file = first(folder, "catalogues/*.csv")
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    return file


def half_a_file(folder: Path) -> Path:
    file = first(folder, "documents.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.rindex("clauses")] + "clauses: {", encoding="utf-8")
    return file


def a_file_in_another_encoding(folder: Path) -> Path:
    file = first(folder, dated(folder))
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    return file


def a_scheme_that_is_cut_off(folder: Path) -> Path:
    file = first(folder, "schemes/*.py")
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.rindex("(") + 1], encoding="utf-8")
    return file


def a_word_that_the_language_has_not(folder: Path) -> Path:
    return edited(first(folder, "schemes/*.py"), r"^    Scheme,$|Scheme,", "Skeme,")


def a_scheme_said_twice(folder: Path) -> Path:
    file = first(folder, "schemes/*.py")
    shutil.copy(file, file.with_name("once_more.py"))
    return folder / "schemes"


def a_scope_said_twice(folder: Path) -> Path:
    """What comes after the scope, once more of it."""
    file = first(folder, "schemes/*.py", r"^[a-z_]+\.scope\(")
    name = re.search(r"^([a-z_]+)\.scope\(", file.read_text(encoding="utf-8"), re.M)
    assert name is not None
    with file.open("a", encoding="utf-8") as more:
        more.write(f'\n{name[1]}.scope("又一次", "again", {name[1]}.criteria[0].term)\n')
    return file


SPOILT: tuple[Spoil, ...] = (
    an_unknown_document,
    a_clause_that_the_document_has_not,
    a_clause_that_a_scheme_cites_and_the_document_has_not,
    a_figure_that_is_none,
    a_day_that_no_calendar_has,
    a_key_that_nobody_reads,
    a_row_that_stands_twice,
    half_a_file,
    a_file_in_another_encoding,
    a_scheme_that_is_cut_off,
    a_word_that_the_language_has_not,
    a_scheme_said_twice,
    a_scope_said_twice,
)
CANNOT: dict[str, set[Spoil]] = {
    # The nation has no list of promises, no parameters, and no text of a document at hand.
    "nation": {
        a_clause_that_the_document_has_not,
        a_clause_that_a_scheme_cites_and_the_document_has_not,
        a_figure_that_is_none,
    },
    "guangdong": {
        a_clause_that_the_document_has_not,
        a_clause_that_a_scheme_cites_and_the_document_has_not,
        a_scope_said_twice,  # it is said in a function that two schemes share
    },
    "shandong": {a_clause_that_the_document_has_not, a_clause_that_a_scheme_cites_and_the_document_has_not},
    # Without lists of rows.
    "guangzhou": {a_row_that_stands_twice},
    "jiangmen": {a_row_that_stands_twice},
}
"""What a pack has no place for."""
CASES = [(id_, spoil) for id_ in packs() for spoil in SPOILT if spoil not in CANNOT.get(id_, ())]


def faults(folder: Path, id_: str) -> list[BoleError]:
    """What keeps a pack from loading, its schemes and its promises."""
    with pytest.raises(PackError) as raised:
        whole(folder, id_)
    return list(raised.value.faults)


def whole(folder: Path, id_: str) -> None:
    """Reads all of a pack."""
    loaded = load_packs([folder], only=id_, built_in=False)
    assert loaded.schemes
    read_promises(loaded)


@pytest.mark.parametrize(("id_", "spoil"), CASES, ids=[f"{id_}-{spoil.__name__}" for id_, spoil in CASES])
def test_a_real_pack_that_is_spoilt_does_not_load(tmp_path: Path, id_: str, spoil: Spoil) -> None:
    copied = tmp_path / "packs"
    shutil.copytree(BUILT_IN, copied)
    wrong = spoil(copied / packs()[id_].folder.relative_to(BUILT_IN))
    found = faults(copied, id_)
    assert all(re.search(r":\d+$", fault.place) or Path(fault.place).exists() for fault in found)
    named = {Path(re.sub(r":\d+$", "", fault.place)) for fault in found}
    assert any(wrong == file or wrong in file.parents for file in named), named
