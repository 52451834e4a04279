"""Bad input and bad places through the real command: one message with a code, 2, no traceback, nothing half-written."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BOLE = Path(sys.executable).with_name("bole")
PLAN = "云岭市培育方案\n一、目标\n到2033年，全市培训技能人才2万人。（责任单位：市人社局）\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def bole(*arguments: object, file_size: int = 0) -> subprocess.CompletedProcess[str]:
    """One call in a process of its own; no traceback may ever reach its user."""

    def limit() -> None:
        if file_size:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    ended = subprocess.run(
        [BOLE, *map(str, arguments)], capture_output=True, encoding="utf-8", timeout=60, check=False, preexec_fn=limit
    )
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended


def test_device_pipe_folder_and_endless_name_beside_a_good_file(tmp_path: Path, plan: Path) -> None:
    os.mkfifo(tmp_path / "管道.txt")
    bad = (Path("/dev/zero"), tmp_path / "管道.txt", tmp_path, tmp_path / ("长" * 10_000))
    ended = bole("read", "--json", *bad, plan)
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 2
    assert [t["error"]["code"] for t in told[:-1]] == ["BOLE-D004", "BOLE-D004", "BOLE-D003", "BOLE-D004"]
    assert max(len(t["error"]["message"]) for t in told[:-1]) < 500
    assert told[-1]["document"] == plan.name


def test_name_with_line_ends_and_terminal_codes_stays_on_one_line(tmp_path: Path) -> None:
    odd = tmp_path / "甲\n乙\x1b[31m\u2028.txt"
    odd.touch()
    ended = bole("read", odd)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "\x1b" not in ended.stderr
    assert "[BOLE-D001]" in ended.stderr


@pytest.mark.parametrize("ending", ["html", "xlsx", "docx"])
def test_output_never_takes_the_place_of_a_pipe_or_device(tmp_path: Path, plan: Path, ending: str) -> None:
    pipe = tmp_path / f"出.{ending}"
    os.mkfifo(pipe)
    ended = bole("read", plan, f"--{ending}", pipe)
    assert (ended.returncode, pipe.is_fifo()) == (2, True)
    assert "[BOLE-K004]" in ended.stderr


def test_output_through_a_link_leaves_the_link(tmp_path: Path, plan: Path) -> None:
    real, link = tmp_path / "真.html", tmp_path / "链.html"
    real.write_text("旧", encoding="utf-8")
    link.symlink_to(real)
    assert bole("read", plan, "--html", link).returncode == 0
    assert link.is_symlink()
    assert real.stat().st_size > 1000


@pytest.mark.parametrize("ending", ["html", "xlsx", "docx"])
def test_full_disk_leaves_the_former_file_and_nothing_else(tmp_path: Path, plan: Path, ending: str) -> None:
    out = tmp_path / f"表.{ending}"
    out.write_text("旧", encoding="utf-8")
    ended = bole("read", plan, f"--{ending}", out, file_size=2048)
    assert ended.returncode == 2
    assert "[BOLE-K003]" in ended.stderr
    assert out.read_text(encoding="utf-8") == "旧"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "bole-home") == sorted((plan.name, out.name))


def test_closed_standard_output_is_no_crash(plan: Path) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", '"$0" read --json "$1" >&-', BOLE, plan],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert "BOLE-C00" not in ended.stderr


# --- in the middle of many files ------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number:03}.txt" for number in range(40)]
    for path in paths:
        path.write_text(PLAN * 300, encoding="utf-8")
    return paths


def workers_of(process: int) -> list[int]:
    """The processes below one that still run, workers and what they started."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(status.parent.name)] = int(fields[1])
    found, waiting = [], [process]
    while waiting:
        above = waiting.pop()
        below = [child for child, parent in parents.items() if parent == above]
        found += below
        waiting += below
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def begun(many: list[Path], *outputs: object) -> tuple[subprocess.Popen[bytes], list[int]]:
    """A call over many files, its first one read; and the processes it has started."""
    running = subprocess.Popen(
        [BOLE, "read", "--json", *many, *map(str, outputs)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stdout.readline()
    return running, workers_of(running.pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ended_in_the_middle_leaves_no_process_and_no_file(
    many: list[Path], tmp_path: Path, number: signal.Signals
) -> None:
    running, workers = begun(many, "--xlsx", tmp_path / "表.xlsx")
    running.send_signal(number)
    _, told = running.communicate(timeout=30)
    deadline = time.monotonic() + 15
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert workers
    assert [w for w in workers if alive(w)] == []
    assert b"Traceback" not in told
    assert not list(tmp_path.glob("*.xlsx")) + list(tmp_path.glob(".*.xlsx"))
    assert running.returncode != 0


def test_killed_worker_costs_no_file(many: list[Path]) -> None:
    running, workers = begun(many)
    # Not the tracker of resources, which stands first: the last process started reads files.
    os.kill(workers[-1], signal.SIGKILL)
    rest, told = running.communicate(timeout=120)
    assert b"Traceback" not in told
    assert running.returncode == 0
    assert len(rest.splitlines()) == len(many) - 1
