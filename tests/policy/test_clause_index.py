"""The clause index: documents.yaml read and written, its faults, and documents that have changed."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from bole.kernel.clauses import ClauseRef
from bole.policy.clause_index import Document, changed_clauses, likeness, to_json, to_yaml
from tests.policy.pack_folders import DOCUMENTS, HASH, load, told, write_pack


def test_documents_are_read_with_their_dates_and_clauses(tmp_path: Path) -> None:
    documents = load(write_pack(tmp_path))["langyu"].library.documents
    rules, unseen = documents["langyu-6"], documents["langyu-unseen"]
    assert (rules.title, rules.number, rules.issued_on) == ("琅屿市技能人才办法", "琅政〔2031〕6号", date(2031, 1, 5))
    assert (rules.in_force_from, rules.in_force_until, rules.at_hand) == (date(2031, 2, 1), None, True)
    assert dict(rules.clauses) == {"二/(一)": HASH, "二/(二)": HASH}
    assert (unseen.number, unseen.issued_on, unseen.at_hand) == ("", None, False)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    document = Document(
        id="langyu-7",
        title='冒号: 引号" 井号 #',
        number="",
        issued_on=date(2031, 3, 1),
        in_force_from=None,
        in_force_until=date(2033, 12, 31),
        status="at_hand",
        clauses={"1": "0" * 64, "二/(一)/一是#2": "1" * 64, "no": HASH},
        note="一句话",
    )
    write_pack(tmp_path, {"documents.yaml": DOCUMENTS + to_yaml(document)})
    read = load(tmp_path)["langyu"].library.document("langyu-7")
    assert to_json(read) == to_json(document)
    assert read.digest == document.digest
    assert yaml.safe_load(to_yaml(document))[0]["in_force_until"] == date(2033, 12, 31)


CHANGED = [
    ("two of one id", "id: langyu-unseen", "id: langyu-6", ["BOLE-P038:10"]),
    ("form of an id", "id: langyu-unseen", "id: Langyu 7", ["BOLE-P049:10"]),
    ("form of a hash", f"二/(二): {HASH}", "二/(二): abc", ["BOLE-P014:9"]),
    ("clause twice", "二/(二)", "二/(一)", ["BOLE-P003:9"]),
    ("unknown status", "status: not_at_hand", "status: unseen", ["BOLE-P014:15"]),
    ("clauses of a document nobody has seen", "clauses: {}", f"clauses: {{一: {HASH}}}", ["BOLE-P014:15"]),
    ("no number said", "  number: null\n", "", ["BOLE-P005:10"]),
    ("no such day", "2031-01-05", "2031-06-31", ["BOLE-P010:4"]),
    ("ends before it begins", "  status: at_hand", "  in_force_until: 2030-01-01\n  status: at_hand", ["BOLE-P017:5"]),
    ("unknown key", "  status: at_hand", "  state: x\n  status: at_hand", ["BOLE-P004:6"]),
]


@pytest.mark.parametrize(("old", "new", "codes"), [case[1:] for case in CHANGED], ids=[case[0] for case in CHANGED])
def test_each_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    assert old in DOCUMENTS
    files = {"documents.yaml": DOCUMENTS.replace(old, new, 1), "catalogues/standard.yaml": ""}
    write_pack(tmp_path, files | {"catalogues/standard-2031.csv": "", "parameters/uplift.yaml": ""})
    assert [one.replace(" documents.yaml", "") for one in told(tmp_path)] == codes


def document(**clauses: str) -> Document:
    return Document("langyu-6", "", "", None, None, None, "at_hand", clauses)


def test_changed_missing_and_new_clauses_are_told_apart() -> None:
    index, now = document(一="a", 二="b", 三="c"), {"一": "a", "二": "x", "四": "d"}
    changes = changed_clauses(index, now)
    assert (changes.changed, changes.missing, changes.added) == (("二",), ("三",), ("四",))
    touched = [path for path in ("一", "二", "三", "四") if changes.touches(ClauseRef("langyu-6", path))]
    assert touched == ["二", "三"]
    assert likeness(index, now) == 1


def test_a_document_that_is_as_indexed_has_no_changes() -> None:
    changes = changed_clauses(document(一="a"), {"一": "a"})
    assert (changes.changed, changes.missing, changes.added) == ((), (), ())


def test_a_document_without_marked_clauses_is_cited_as_a_whole() -> None:
    assert document().holds("")
    assert not document().holds("一")
    assert not document(一="a").holds("")
