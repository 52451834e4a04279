"""中途出事: a file that vanishes while others are read, a child killed from outside, a folder that takes no output."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from bole.documents import errors
from bole.documents.batch import read_files
from bole.documents.reading import Reading
from bole.kernel.errors import BoleError
from bole.kernel.writing import CANNOT_WRITE, NO_FOLDER
from tests.conftest import Bole
from tests.documents.offsets import docx, paragraph, save

TEXT = "溪州市关于技能培训的通知\n一、到2031年，培训1.2万人。\n"


def told(outcome: Reading | BoleError) -> str:
    return outcome.document if isinstance(outcome, Reading) else outcome.code


def test_a_file_that_vanishes_before_its_turn_stops_no_other(tmp_path: Path) -> None:
    paths = [save(tmp_path, f"{i}.txt", TEXT.encode()) for i in range(4)]
    outcomes = read_files(paths, jobs=1)
    first = next(outcomes)
    paths[2].unlink()
    rest = list(outcomes)
    assert [told(o) for o in (first, *rest)] == ["0.txt", "1.txt", errors.MISSING_FILE.code, "3.txt"]
    assert isinstance(rest[1], BoleError)
    assert rest[1].place == str(paths[2])


def test_a_file_that_vanishes_between_the_look_and_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [save(tmp_path, f"{i}.txt", TEXT.encode()) for i in range(3)]
    read_bytes = Path.read_bytes

    def too_late(path: Path) -> bytes:
        if path == paths[1]:
            path.unlink()
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", too_late)
    assert [told(o) for o in read_files(paths, jobs=1)] == ["0.txt", errors.MISSING_FILE.code, "2.txt"]


def pdf(path: Path) -> Path:
    page = Canvas(str(path))
    page.drawString(72, 700, "1. training 2031")
    page.save()
    return path


@pytest.mark.parametrize("extension", [".docx", ".pdf"])
def test_a_child_that_is_killed_costs_its_own_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    """A real child, ended by a real kill -9 before it can answer."""
    sound = save(tmp_path, "甲.docx", docx(paragraph("一、到2031年，培训1.2万人。")))
    victim = tmp_path / f"乙{extension}"
    victim = pdf(victim) if extension == ".pdf" else save(tmp_path, victim.name, docx(paragraph("一、培训5人。")))
    data = victim.read_bytes()
    other = save(tmp_path, "丙.txt", TEXT.encode())
    run = subprocess.run

    def killed(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        if options["input"] != data:
            return run(command, **options)  # type: ignore[call-overload,no-any-return]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            child.kill()
            out, err = child.communicate()
        return subprocess.CompletedProcess(command, child.returncode, out, err)

    monkeypatch.setattr(subprocess, "run", killed)
    outcomes = list(read_files([sound, victim, other], jobs=1))
    assert [told(o) for o in outcomes] == ["甲.docx", errors.CHILD_DIED.code, "丙.txt"]
    assert "SIGKILL" in str(outcomes[1])


# --- outputs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["html", "xlsx", "docx"])
def test_an_output_below_a_file_is_refused_with_a_code(bole: Bole, tmp_path: Path, ending: str) -> None:
    plan = save(tmp_path, "方案.txt", TEXT.encode())
    ended = bole("read", plan, f"--{ending}", plan / f"out.{ending}")
    assert ended.code == 2
    assert f"[{NO_FOLDER.code}]" in ended.err
    assert plan.read_bytes() == TEXT.encode()


@pytest.mark.parametrize("ending", ["html", "xlsx", "docx"])
@pytest.mark.parametrize("call", ["open", "replace"])
def test_a_folder_that_may_not_be_written_keeps_what_it_holds(
    bole: Bole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, call: str
) -> None:
    """Permissions do not bind root, so a read-only file system is played, at the first and at the last step."""
    plan = save(tmp_path, "方案.txt", TEXT.encode())
    folder = tmp_path / "只读"
    folder.mkdir()
    out = save(folder, f"旧.{ending}", b"old")
    really = getattr(os, call)

    def refused(path: object, *rest: object, **options: object) -> object:
        if Path(str(path)).parent == folder:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return really(path, *rest, **options)

    monkeypatch.setattr(os, call, refused)
    ended = bole("read", plan, f"--{ending}", out)
    monkeypatch.undo()
    assert ended.code == 2
    assert f"[{CANNOT_WRITE.code}]" in ended.err
    assert "Traceback" not in ended.err
    assert [p.name for p in folder.iterdir()] == [out.name]
    assert out.read_bytes() == b"old"
