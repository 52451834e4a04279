"""Files as they come: every format and encoding, titles above the headings, and what is refused before it is read."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from bole.apps.registry.imports.files import guard
from bole.apps.registry.imports.files.refused import Refused
from bole.apps.registry.models import Insurance, PendingRow, Person
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import Imports, Uploads, checked, csv_of
from tests.apps.registry.people import insured, number

pytestmark = pytest.mark.django_db


def workbook(*rows: Sequence[object], title: str = "参保") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(BoleError) as raised:
        call()
    assert raised.value.message
    return raised.value.code


HEADINGS, GOOD = list(insured()), list(insured().values())


def test_a_workbook_with_a_title_empty_rows_and_a_second_sheet(imports: Imports) -> None:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["请按要求填写"])
    sheet = book.create_sheet("数据")
    for row in (["某市参保名册"], [], HEADINGS, GOOD, [], list(insured(2, 姓名="李四", 险种="其他9").values())):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    came = imports("insurance", data.getvalue(), name="参保.xlsx")
    assert came == {"created": 1, "rejected": 1}
    assert came.codes == [(6, "险种", "BOLE-R105")], "the row as the spreadsheet counts it"


def test_cells_of_a_workbook_that_are_no_text(imports: Imports) -> None:
    row: list[object] = [*GOOD]
    row[HEADINGS.index("缴费起始日期")] = datetime(2024, 5, 3)  # noqa: DTZ001 - as a spreadsheet has it
    row[HEADINGS.index("累计缴费月数")] = 12
    row[HEADINGS.index("手机号码")] = 12000000001
    row[HEADINGS.index("参保地区划")] = 442000.0
    assert imports("insurance", workbook(HEADINGS, row), name="参保.xlsx") == {"created": 1}
    spell = Insurance.objects.get()
    assert (spell.started_on, spell.months, spell.city) == (date(2024, 5, 3), 12, "442000")


def test_a_number_that_a_spreadsheet_took_for_a_figure_is_told_with_the_remedy(imports: Imports) -> None:
    row: list[object] = [*GOOD]
    row[HEADINGS.index("证件号码")] = int(number(4)[:17] + "1")
    came = imports("insurance", workbook(HEADINGS, row), name="参保.xlsx")
    assert came == {"conflicting": 1}
    assert came.codes == [(2, "证件号码", "BOLE-R203")]
    assert "文本" in came.faults[0].remedy
    assert PendingRow.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_in_every_encoding_and_with_every_separator(imports: Imports, encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in (HEADINGS, GOOD))
    assert imports("insurance", text.encode(encoding), name="参保.csv") == {"created": 1}
    assert Person.objects.get().name == "张三"


def test_quoted_cells_with_line_ends_count_as_one_row(imports: Imports) -> None:
    rows = [insured(单位名称="样例\n一号有限公司"), insured(2, 险种="")]
    came = imports("insurance", csv_of(rows))
    assert came == {"created": 1, "rejected": 1}
    assert came.faults[0].row == 3


def test_a_parquet_file_with_dates_and_numbers(imports: Imports) -> None:
    table: dict[str, list[object]] = {heading: [value] for heading, value in insured().items()}
    table |= {"缴费起始日期": [date(2024, 5, 3)], "累计缴费月数": [12], "缴费截止日期": [None]}
    data = io.BytesIO()
    pq.write_table(pa.table(table), data)
    assert imports("insurance", data.getvalue(), name="参保.parquet") == {"created": 1}
    assert Insurance.objects.get().started_on == date(2024, 5, 3)


def test_the_same_rows_in_another_format_change_nothing(imports: Imports) -> None:
    imports("insurance", workbook(HEADINGS, GOOD), name="参保.xlsx")
    assert imports("insurance", csv_of([insured()])) == {"unchanged": 1}


# --- refused ---


def zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "BOLE-R013"),
        (b"%PDF-1.7", "a.pdf", "BOLE-R004"),
        (b"%PDF-1.7", "a.xlsx", "BOLE-R004"),
        (b"\x7fELF" + b"\0" * 50, "a.csv", "BOLE-R004"),
        (b"<html><table></table>", "a.xls", "BOLE-R004"),
        (b"a\0b\0c", "a.csv", "BOLE-R004"),
        (b"PK\x03\x04 broken", "a.xlsx", "BOLE-R009"),
        (zipped(word__document_dot_xml=b"x"), "a.xlsx", "BOLE-R004"),
        (zipped(xl__workbook_dot_xml=b"x", xl__vbaProject_dot_bin=b"x"), "a.xlsx", "BOLE-R007"),
        (zipped(xl__workbook_dot_xml=b"x", xl__macrosheets__sheet1_dot_xml=b"x"), "a.xlsx", "BOLE-R007"),
        (zipped(xl__workbook_dot_xml=b"x"), "a.xlsm", "BOLE-R007"),
        (zipped(xl__workbook_dot_xml=b"x"), "a.csv", "BOLE-R005"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "BOLE-R006"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "a.xls", "BOLE-R007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "BOLE-R004"),
    ],
)
def test_what_is_refused_at_the_door(uploads: Uploads, tmp_path: Path, content: bytes, name: str, code: str) -> None:
    assert refused(lambda: uploads("insurance", content, name=name)) == code
    assert [*(tmp_path / "uploads").iterdir()] == [], "nothing of it stays"


def test_a_bomb_is_told_by_the_directory_and_by_counting(
    uploads: Uploads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "RATIO_COUNTS_FROM", 2**20)
    bomb = zipped(xl__workbook_dot_xml=b"x", xl__worksheets__sheet1_dot_xml=b"0" * 2**22)
    assert refused(lambda: uploads("insurance", bomb, name="a.xlsx")) == "BOLE-R008"
    lying = tmp_path / "lying.xlsx"
    lying.write_bytes(bomb)
    with pytest.raises(Refused) as raised:
        guard.count_unpacked(lying)
    assert raised.value.error == "FILE_BOMB"


def test_too_many_parts_and_encrypted_parts(uploads: Uploads) -> None:
    many = zipped(xl__workbook_dot_xml=b"x", **{f"p{number}": b"" for number in range(guard.MOST_PARTS + 1)})
    assert refused(lambda: uploads("insurance", many, name="a.xlsx")) == "BOLE-R008"
    sealed = bytearray(zipped(xl__workbook_dot_xml=b"x"))
    at = sealed.index(b"PK\x01\x02")
    sealed[at + 8] |= 1
    assert refused(lambda: uploads("insurance", bytes(sealed), name="a.xlsx")) == "BOLE-R006"


def test_files_too_large_are_refused_while_they_come(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "UPLOAD_BYTES", 1000)
    assert refused(lambda: uploads("insurance", csv_of([insured()] * 20))) == "BOLE-R003"
    assert [*(tmp_path / "uploads").iterdir()] == []


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("甲,乙\r\n1,2\r\n".encode(), "a.csv", "BOLE-R014"),
        (",".join(HEADINGS).encode(), "a.csv", "BOLE-R013"),
        ("姓名,险种\r\n张三,养老\r\n".encode(), "a.csv", "BOLE-R015"),
        (b"\xff\xff\xff,\x81\x20\r\n", "a.csv", "BOLE-R017"),
        (zipped(xl__workbook_dot_xml=b"<x"), "a.xlsx", "BOLE-R009"),
        (b"PAR1 broken PAR1", "a.parquet", "BOLE-R009"),
    ],
)
def test_what_is_refused_as_it_is_read(uploads: Uploads, content: bytes, name: str, code: str) -> None:
    batch = uploads("insurance", content, name=name)
    assert refused(lambda: checked(batch)) == code


def test_reading_is_done_under_limits_by_a_child(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    from bole.apps.registry.imports import read

    batch = uploads("insurance", workbook(HEADINGS, *[GOOD] * 3000), name="a.xlsx")
    with monkeypatch.context() as patched:
        patched.setattr(read, "MEMORY_MB", 60)
        assert refused(lambda: checked(batch)) in ("BOLE-R011", "BOLE-R012")
    monkeypatch.setattr(read, "SECONDS", 0)
    assert refused(lambda: checked(batch)) == "BOLE-R010"


def test_a_file_and_its_tables_are_for_this_user_alone(uploads: Uploads, tmp_path: Path) -> None:
    checked(uploads("insurance", csv_of([insured()])))
    folder = next((tmp_path / "uploads").iterdir())
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
