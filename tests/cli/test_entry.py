"""The door of `bole`: help, languages, exit codes, and no traceback whatever happens."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import click
import pytest

import bole as package
from bole.cli import entry
from bole.kernel.errors import BoleError, ErrorKind
from tests.conftest import Bole

TORN = ErrorKind("BOLE-X001", "第{row}行被撕去。", "请补上。")
HEAVY = {"rich", "lxml", "openpyxl", "docx", "pypdf", "opencc", "multiprocessing", "babel", "django"}


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Puts a verb `probe` into `bole` that does what the test says."""

    def install(act: Callable[[], object]) -> None:
        module = ModuleType("bole.cli.probe")
        vars(module)["command"] = lambda: click.Command("probe", callback=act)
        monkeypatch.setitem(sys.modules, "bole.cli.probe", module)
        monkeypatch.setitem(entry.VERBS, "probe", "命令")

    return install


def raising(error: BaseException) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


def test_help_lists_every_verb_in_chinese(bole: Bole) -> None:
    ended = bole("--help")
    assert ended.code == 0
    assert all(f"  {verb} " in ended.out for verb in entry.VERBS)
    assert ended.out.startswith("用法")


@pytest.mark.parametrize("arguments", [["--lang", "en", "--help"], ["--help", "--lang=en"], ["--help", "--lang", "en"]])
def test_help_in_english_wherever_the_language_is_named(bole: Bole, arguments: list[str]) -> None:
    ended = bole(*arguments)
    assert ended.out.startswith("Usage: bole")
    assert "Commands:" in ended.out


@pytest.mark.parametrize("name", list(entry.VERBS))
def test_help_of_each_verb_in_both_languages(bole: Bole, name: str) -> None:
    chinese, english = bole(name, "--help"), bole(name, "--help", "--lang", "en")
    assert (chinese.code, english.code) == (0, 0)
    assert chinese.out.startswith(f"用法： bole {name}")
    assert english.out.startswith(f"Usage: bole {name}")
    assert english.out.isascii()


def test_environment_names_the_language(bole: Bole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_LANG", "en")
    assert bole("--help").out.startswith("Usage:")


def test_version(bole: Bole) -> None:
    assert bole("--version").out == f"bole {package.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense"], "没有 nonsense 这个命令"),
        (["read"], "缺少参数"),
        (["read", "x.txt", "--nonsense"], "没有 --nonsense 这个选项"),
        (["read", "x.txt", "--xlsx"], "选项 --xlsx 后面要写取值"),
        (["read", "x.txt", "--lang", "fr"], "fr 不在可选的取值之中"),
    ],
)
def test_wrong_use_is_told_in_chinese_with_code_2(bole: Bole, arguments: list[str], told: str) -> None:
    ended = bole(*arguments)
    assert ended.code == 2
    assert told in ended.err
    assert ended.out == ""


def test_wrong_language_in_the_environment_is_told(bole: Bole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_LANG", "fr")
    ended = bole("read", "x.txt")
    assert ended.code == 2
    assert "fr" in ended.err


@pytest.mark.parametrize("code", [0, 1, 2])
def test_code_of_a_verb_is_the_code_of_the_command(
    bole: Bole, verb: Callable[[Callable[[], object]], None], code: int
) -> None:
    verb(lambda: code)
    assert bole("probe").code == code


def test_error_becomes_one_message_with_its_code(bole: Bole, verb: Callable[[Callable[[], object]], None]) -> None:
    verb(raising(BoleError(TORN, place="甲.txt", row=2)))
    ended = bole("probe")
    assert ended == (2, "", "错误：甲.txt: 第2行被撕去。 请补上。 [BOLE-X001]\n")


def test_unforeseen_exception_becomes_one_line_and_a_log(
    bole: Bole, verb: Callable[[Callable[[], object]], None], tmp_path: Path
) -> None:
    verb(raising(ZeroDivisionError("甲除以零")))
    ended = bole("probe")
    logs = list((tmp_path / "bole-home" / "logs").iterdir())
    assert ended.code == 2
    assert "[BOLE-C001]" in ended.err
    assert ended.err.count("\n") == 1
    assert str(logs[0]) in ended.err
    assert "ZeroDivisionError: 甲除以零" in logs[0].read_text(encoding="utf-8")


def test_a_panic_of_a_library_is_no_traceback_either(bole: Bole, verb: Callable[[Callable[[], object]], None]) -> None:
    """What Rust code panics with is no Exception to Python."""
    verb(raising(GeneratorExit("panicked")))
    ended = bole("probe")
    assert (ended.code, "[BOLE-C001]" in ended.err, ended.err.count("\n")) == (2, True, 1)


def test_unforeseen_exception_without_a_place_for_the_log(
    bole: Bole, verb: Callable[[Callable[[], object]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BOLE_HOME", str(tmp_path / "file"))
    verb(raising(ZeroDivisionError()))
    ended = bole("probe")
    assert ended.code == 2
    assert "[BOLE-C002]" in ended.err


def test_interruption_is_clean(bole: Bole, verb: Callable[[Callable[[], object]], None]) -> None:
    verb(raising(KeyboardInterrupt()))
    assert bole("probe") == (130, "", "\n已中断；没有写到一半的文件。\n")


def test_help_loads_no_heavy_library() -> None:
    probe = "import sys; from bole.cli.entry import run; run(['--help']); print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert "bole.cli.entry" in loaded
    assert HEAVY & {name.partition(".")[0] for name in loaded} == set()


def test_reader_who_goes_away_ends_the_command_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    call = "from bole.cli.entry import main; main(['--help'])"
    ended = subprocess.run(
        [sys.executable, "-c", call], stdout=write_end, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write_end)
    assert ended.stderr == ""
    assert ended.returncode == 2
