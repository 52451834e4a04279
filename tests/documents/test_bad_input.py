"""Bad input: one clear error with a code for every way in which a file cannot be read; hostile files end soon."""

import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from bole.documents import errors
from bole.documents.batch import read_files
from bole.documents.formats import packed
from bole.documents.reading import Reading
from bole.documents.source import source_from_bytes, source_of
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import use_language
from tests.documents.hostile import HOSTILE, MEGABYTE, ordinary
from tests.documents.offsets import W, docx, paragraph, save

TEXT = "溪州市关于技能培训的通知\n一、到2031年，培训1.2万人。\n"


def written_pdf(*pages: str) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written)
    for text in pages:
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(written_pdf("secret"))))
    writer.encrypt("pw", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def scanned_pdf(pages: int) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    sheets = [Image.new("L", (40, 60), 128) for _ in range(pages)]
    sheets[0].save(written, "PDF", save_all=True, append_images=sheets[1:])
    return written.getvalue()


def zipped(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("_", "/", 1), data)
    return written.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(docx(paragraph("甲")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + at] |= 1
    return bytes(data)


def lying_docx() -> bytes:
    """A bomb whose directory understates its size."""
    data = bytearray(docx("", extra=[("word/styles.xml", b"<a>" + b" " * 60_000_000)]))
    for found in re.finditer(re.escape((60_000_003).to_bytes(4, "little")), bytes(data)):
        data[found.start() : found.start() + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


ENTITIES = '<!DOCTYPE a [<!ENTITY a "甲甲甲甲甲甲甲甲">' + "".join(
    f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)
).replace("&a0;", "&a;")

BAD: dict[str, tuple[str, Callable[[], bytes], ErrorKind]] = {
    "empty": ("甲.txt", lambda: b"", errors.EMPTY_FILE),
    "blank": ("甲.txt", lambda: b" \r\n\xe3\x80\x80\n", errors.EMPTY_FILE),
    "byte-order mark only": ("甲.txt", lambda: b"\xef\xbb\xbf", errors.EMPTY_FILE),
    "page without text": ("甲.html", lambda: b"<html><script>1</script></html>", errors.EMPTY_FILE),
    "docx without text": ("甲.docx", lambda: docx(paragraph("")), errors.EMPTY_FILE),
    "pdf without text": ("甲.pdf", lambda: written_pdf(""), errors.EMPTY_FILE),
    "zeros": ("甲.txt", lambda: bytes(500), errors.BINARY),
    "random": ("甲.dat", lambda: bytes((i * i * 7 + i // 3) % 256 for i in range(4000)), errors.BINARY),
    "picture": ("甲.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", errors.BINARY),
    "program": ("甲.txt", lambda: b"MZ\x90\x00\x03" + bytes(100), errors.BINARY),
    "Shift JIS": ("甲.txt", lambda: "これは日本語の文書です。".encode("shift-jis") * 5, errors.UNKNOWN_ENCODING),
    "Latin-1": ("甲.txt", lambda: "été à la carte".encode("latin-1"), errors.UNKNOWN_ENCODING),
    "Big5": ("甲.txt", lambda: ("關於加強技能人才培訓工作的通知。" * 9).encode("big5"), errors.UNKNOWN_ENCODING),
    "damaged utf-8": ("甲.txt", lambda: TEXT.encode() * 9 + b"\xff" + TEXT.encode(), errors.UNKNOWN_ENCODING),
    "text as pdf": ("甲.pdf", TEXT.encode, errors.WRONG_EXTENSION),
    "page as docx": ("甲.docx", lambda: b"<html><p>x</p></html>", errors.WRONG_EXTENSION),
    "docx as pdf": ("甲.pdf", lambda: docx(paragraph("甲")), errors.WRONG_EXTENSION),
    "pdf as txt": ("甲.txt", lambda: written_pdf("a"), errors.WRONG_EXTENSION),
    "old Word": ("甲.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), errors.UNSUPPORTED_FORMAT),
    "RTF": ("甲.doc", lambda: b"{\\rtf1 a}", errors.UNSUPPORTED_FORMAT),
    "xlsx": ("甲.xlsx", lambda: zipped(xl_workbook=b"<a/>"), errors.UNSUPPORTED_FORMAT),
    "zip": ("甲.zip", lambda: zipped(a_b=b"1"), errors.UNSUPPORTED_FORMAT),
    "web archive": (
        "甲.mht", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", errors.UNSUPPORTED_FORMAT
    ),
    "cut utf-8": ("甲.txt", lambda: TEXT.encode()[:-2], errors.TRUNCATED),
    "cut gb18030": ("甲.txt", lambda: (TEXT * 3).encode("gb18030")[:-2], errors.TRUNCATED),
    "cut utf-16": ("甲.txt", lambda: TEXT.encode("utf-16")[:-1], errors.TRUNCATED),
    "cut docx": ("甲.docx", lambda: docx(paragraph("甲"))[:-40], errors.TRUNCATED),
    "cut pdf": ("甲.pdf", lambda: written_pdf("a" * 50)[:-60], errors.TRUNCATED),
    "encrypted pdf": ("甲.pdf", encrypted_pdf, errors.ENCRYPTED),
    "encrypted zip": ("甲.docx", encrypted_zip, errors.ENCRYPTED),
    "encrypted Office file": (
        "甲.docx", lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), errors.ENCRYPTED
    ),
    "scanned pdf": ("甲.pdf", lambda: scanned_pdf(3), errors.NEEDS_OCR),
    "zip bomb": ("甲.docx", lambda: zipped(word_document=b"", **{"word_document.xml": b" " * 10**8}), errors.BOMB),
    "many parts": ("甲.docx", lambda: zipped(**{f"word_{i}.xml": b"" for i in range(6000)}), errors.BOMB),
    "understated bomb": ("甲.docx", lying_docx, errors.DAMAGED),
    "broken XML": ("甲.docx", lambda: docx("<w:p>"), errors.DAMAGED),
    "entity bomb": ("甲.docx", lambda: zipped(**{"word_document.xml": (ENTITIES + "]><a>&a11;</a>").encode()}), errors.DAMAGED),
    "docx without body": ("甲.docx", lambda: zipped(**{"word_document.xml": f"<w:document {W}/>".encode()}), errors.DAMAGED),
    "pdf of nothing": ("甲.pdf", lambda: b"%PDF-1.7\nx\n%%EOF", errors.DAMAGED),
    "too long": ("甲.txt", lambda: b"a" * 4_000_001, errors.TOO_LONG),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_file_gives_its_error(case: str) -> None:
    name, data, kind = BAD[case]
    with pytest.raises(BoleError) as raised:
        source_from_bytes(data(), name)
    assert raised.value.code == kind.code
    assert raised.value.place == name


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", BAD)
def test_every_error_can_be_told_in_both_languages(case: str, lang: str) -> None:
    use_language(lang)
    name, data, _ = BAD[case]
    with pytest.raises(BoleError) as raised:
        source_from_bytes(data(), name)
    told = str(raised.value)
    assert "{" not in told
    assert lang == "zh" or re.search(r"[\u4e00-\u9fff]", told.removeprefix(name)) is None


def test_scanned_pdf_names_its_pages() -> None:
    with pytest.raises(BoleError, match="1-3"):
        source_from_bytes(scanned_pdf(3), "甲.pdf")


def test_wrong_extension_names_the_right_one() -> None:
    with pytest.raises(BoleError, match=r"\.html"):
        source_from_bytes(b"<html><p>x</p></html>", "甲.docx")


# --- paths ------------------------------------------------------------------------------------------------------------


def code_of(path: Path) -> str:
    with pytest.raises(BoleError) as raised:
        source_of(path)
    assert raised.value.place == str(path)
    return raised.value.code


def test_missing_file(tmp_path: Path) -> None:
    assert code_of(tmp_path / "无.txt") == errors.MISSING_FILE.code
    assert code_of(save(tmp_path, "甲.txt", b"a") / "乙.txt") == errors.UNREADABLE.code


def test_folder_instead_of_a_file(tmp_path: Path) -> None:
    assert code_of(tmp_path) == errors.IS_FOLDER.code


def test_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert code_of(tmp_path / "a\0b") == errors.UNREADABLE.code
    assert code_of(tmp_path / ("长" * 300)) == errors.UNREADABLE.code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.txt")
    assert code_of(tmp_path / "管道.txt") == errors.UNREADABLE.code


def test_unreadable_file_or_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions do not bind root, so the refusal is played."""
    path = save(tmp_path, "甲.txt", b"a")

    def refused(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert code_of(path) == errors.UNREADABLE.code
    monkeypatch.setattr(Path, "stat", refused)
    assert code_of(path) == errors.UNREADABLE.code


def test_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    assert code_of(path) == errors.TOO_LARGE.code


# --- the child process ------------------------------------------------------------------------------------------------


def test_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "SECONDS", 0.01)
    with pytest.raises(BoleError) as raised:
        source_from_bytes(docx(paragraph("甲")), "甲.docx")
    assert raised.value.code == errors.TIME_LIMIT.code


@pytest.mark.parametrize(
    ("returncode", "stderr", "kind"),
    [
        (-signal.SIGSEGV, b"", errors.CHILD_DIED),
        (-signal.SIGXCPU, b"", errors.TIME_LIMIT),
        (1, b"MemoryError", errors.MEMORY_LIMIT),
        (3, b"Traceback", errors.CHILD_DIED),
    ],
)
def test_child_that_dies_gives_an_error(
    monkeypatch: pytest.MonkeyPatch, returncode: int, stderr: bytes, kind: ErrorKind
) -> None:
    def died(*_args: object, **_options: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], returncode, b"{", stderr)

    monkeypatch.setattr(subprocess, "run", died)
    with pytest.raises(BoleError) as raised:
        source_from_bytes(docx(paragraph("甲")), "甲.docx")
    assert raised.value.code == kind.code


def test_child_runs_under_a_limit_of_memory() -> None:
    probe = (
        "import sys, bole.documents.formats.child as child\nchild.limit(child.MEMORY_MB, child.SECONDS)\n"
        "try: bytearray(2 * child.MEMORY_MB * 2**20)\nexcept MemoryError: sys.exit(7)"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 7


def test_child_ends_with_its_parent() -> None:
    """A parent that is killed leaves no child that goes on reading."""
    script = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'bole.documents.formats.child', 'docx'], stdin=sys.stdin)\n"
        "print(child.pid, flush=True)\nimport time; time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.5)
        parent.kill()
        deadline = time.monotonic() + 10
        while _runs(child) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_module_in_the_working_folder_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, "json.py", b"raise SystemExit('taken in')")
    monkeypatch.chdir(tmp_path)
    assert source_from_bytes(docx(paragraph("甲")), "甲.docx").raw == "甲"


# --- many files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_bad_file_stops_no_other_and_the_order_is_kept(tmp_path: Path, jobs: int) -> None:
    paths = [save(tmp_path, f"{i}.txt", TEXT.encode() if i % 3 else b"") for i in range(7)]
    steps: list[tuple[int, int]] = []
    outcomes = list(read_files(paths, jobs=jobs, progress=lambda done, of: steps.append((done, of))))
    assert [o.document if isinstance(o, Reading) else o.code for o in outcomes] == [
        f"{i}.txt" if i % 3 else errors.EMPTY_FILE.code for i in range(7)
    ]
    assert steps == [(i, 7) for i in range(8)]


def test_no_files_give_nothing() -> None:
    assert list(read_files([])) == []


def test_stopping_early_leaves_no_process(tmp_path: Path) -> None:
    paths = [save(tmp_path, f"{i}.txt", TEXT.encode()) for i in range(30)]
    outcomes = read_files(paths, jobs=2)
    assert isinstance(next(outcomes), Reading)
    close = getattr(outcomes, "close", None)
    assert close is not None
    close()
    deadline = time.monotonic() + 10
    while _workers() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _workers() == []


def _workers() -> list[str]:
    """Command lines of spawned workers of this process that still run."""
    own = str(os.getpid())
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
            command = (status.parent / "cmdline").read_text()
        except OSError:
            continue
        if fields[1] == own and fields[0] != "Z" and "spawn_main" in command:
            found.append(command)
    return found


# --- hostile texts ----------------------------------------------------------------------------------------------------

MOST_TIMES = 4.0
BOLE = Path(sys.executable).with_name("bole")
WITHOUT_COVERAGE = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE"))}


def seconds_to_read(path: Path) -> tuple[float, dict[str, Any]]:
    """Processor time of the command in a process of its own, and what it told."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([BOLE, "read", "--json", path], capture_output=True, env=WITHOUT_COVERAGE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads(done.stdout)
    # Finished, or refused: both ends are right.
    assert done.returncode == (2 if "error" in told else 0)
    assert told.get("error", {}).get("code") in (None, errors.TOO_LONG.code, errors.EMPTY_FILE.code)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, told


@pytest.fixture(scope="session")
def plain_seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """What a megabyte of ordinary text takes here and now: how fast a machine is, is nobody's fault."""
    path = save(tmp_path_factory.mktemp("plain"), "甲.txt", ordinary())
    return min(seconds_to_read(path)[0] for _ in range(2))


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_ends_soon(case: str, tmp_path: Path, plain_seconds: float) -> None:
    """Never many times what ordinary text of that size takes; the seconds stand in `benchmarks/hostile_speed.py`."""
    extension, data = HOSTILE[case]
    content = data()
    seconds, _ = seconds_to_read(save(tmp_path, f"甲{extension}", content))
    assert seconds < MOST_TIMES * plain_seconds * max(1.0, len(content) / MEGABYTE)


def test_three_million_characters_are_read() -> None:
    """The compendium of a province is no hostile text."""
    line = "市人社局会同有关单位开展技能培训，完善服务，持续改进各项工作。\n"
    text = source_from_bytes((line * (3_000_000 // len(line))).encode(), "甲.txt")
    assert len(text.lines) > 90_000


@pytest.mark.parametrize(
    ("name", "data"),
    [("长.txt", "甲" * 4_000_001), ("行.txt", "甲\n" * 150_001), ("标.html", "<p>" + "<b>" * 500_001)],
)
def test_too_long_says_what_there_is_too_much_of(name: str, data: str) -> None:
    unit = {"长.txt": "字", "行.txt": "行", "标.html": "个标记"}[name]
    with pytest.raises(BoleError, match=rf"上限 \d+ {unit}"):
        source_from_bytes(data.encode(), name)
