"""Writing: whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.writing import new_file_written, scratch_space, written_beside

EXISTS = ErrorKind("BOLE-K900", "there is one", "choose another name")


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_file_appears_at_the_end_with_its_ending_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    with written_beside(target) as beside:
        beside.write_text("完整", encoding="utf-8")
        assert beside.suffix == ".xlsx"
        assert beside.parent == tmp_path
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == "完整"
    assert names(tmp_path) == ["out.xlsx"]


def test_failed_writing_keeps_the_former_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    target.write_text("旧", encoding="utf-8")

    def fail() -> None:
        with written_beside(target) as beside:
            beside.write_text("新的一半", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert target.read_text(encoding="utf-8") == "旧"
    assert names(tmp_path) == ["out.html"]


def test_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    with written_beside(tmp_path / "out") as beside:
        beside.touch()
    assert (tmp_path / "out").stat().st_mode == plain.stat().st_mode


def test_replaced_file_keeps_its_rights(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.touch(mode=0o600)
    with written_beside(target) as beside:
        beside.write_text("新", encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "code"),
    [("missing/out.html", "BOLE-K001"), (".", "BOLE-K002"), ("x" * 300, "BOLE-K003")],
    ids=["no folder", "is a folder", "name too long"],
)
def test_a_place_that_cannot_be_written_is_told_with_a_code(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(BoleError) as refused, written_beside(tmp_path / name):
        pass
    assert refused.value.code == code
    assert refused.value.place == str(tmp_path / name)


def test_a_full_temporary_folder_is_told_whatever_the_engine_calls_it() -> None:
    with pytest.raises(BoleError, match="No space left") as refused, scratch_space():
        raise RuntimeError('Failed to commit: Could not write "work.wal": No space left on device')
    assert refused.value.code == "BOLE-K003"
    with pytest.raises(RuntimeError, match="other"), scratch_space():
        raise RuntimeError("other")


def test_full_disk_is_told_with_a_code(tmp_path: Path) -> None:
    def fill() -> None:
        with written_beside(tmp_path / "out"):
            raise OSError(28, "No space left on device")

    with pytest.raises(BoleError, match="No space left") as refused:
        fill()
    assert refused.value.code == "BOLE-K003"
    assert names(tmp_path) == []


def test_a_new_file_is_for_this_user_alone_and_has_no_name_before_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    with new_file_written(target, EXISTS) as file:
        file.write(b"half")
        assert [*tmp_path.iterdir()] == [] or not hasattr(os, "O_TMPFILE")
        file.write(b" and half")
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"half and half", 0o600)
    assert [*tmp_path.iterdir()] == [target]


def test_a_new_file_takes_no_others_name(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    target.write_text("before")
    with pytest.raises(BoleError, match="BOLE-K900"), new_file_written(target, EXISTS):
        raise AssertionError
    target.unlink()
    with pytest.raises(BoleError, match="BOLE-K900"), new_file_written(target, EXISTS):
        target.write_text("came meanwhile")
    assert (target.read_text(), [*tmp_path.iterdir()]) == ("came meanwhile", [target])


def test_where_files_without_a_name_are_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    target = tmp_path / "a.zip"
    with new_file_written(target, EXISTS) as file:
        file.write(b"whole")
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"whole", 0o600)
    with pytest.raises(RuntimeError), new_file_written(tmp_path / "b.zip", EXISTS):
        raise RuntimeError
    assert [*tmp_path.iterdir()] == [target]


def test_a_new_file_that_cannot_be_says_why(tmp_path: Path) -> None:
    with pytest.raises(BoleError, match="BOLE-K001"), new_file_written(tmp_path / "none" / "a.zip", EXISTS):
        raise AssertionError
    with pytest.raises(BoleError, match="BOLE-K003"), new_file_written(tmp_path / "a.zip", EXISTS):
        raise OSError(28, "No space left on device")
    assert [*tmp_path.iterdir()] == []
