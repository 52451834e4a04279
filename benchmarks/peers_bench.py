"""Bole beside its peers: the same five rules over the same register, in fresh processes, totals equal to the fen.

    python benchmarks/peers_bench.py [--persons N] [--peers all|light|NAME,NAME] [--runs N]
                                     [--plan run|warm|latency|schemes|simulate] [--schemes 1,5,20,60] [--judge]

`run` (bulk, cold) is the default; `warm` repeats in one process; `latency` decides one person; `schemes` is the curve
over the number of schemes; `simulate` changes one figure of the law and sets a run that reuses what the change does not
touch beside a full run (Bole alone). The peers run in an environment of their own (`.venv-peers`), made here on first
use with the pinned versions of `peers/requirements.txt`: one interpreter and one version of each library for all of
them, Bole's own peer included. Only what the chosen peers need is installed. Each run is one more line of
`results/peers.jsonl`.

Status 1: a peer failed, totals or criteria differ, or (with `--judge`) Bole is over a limit. Status 2: wrong use.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEERS = Path(__file__).resolve().parent / "peers"
RESULTS = Path(__file__).resolve().parent / "results" / "peers.jsonl"
ENVIRONMENT = ROOT / ".venv-peers"
TIMEOUT = 1200

Row = dict[str, Any]
"""One line of the results: what run_one.py or run_schemes.py printed, or `error` and `rc`."""

ORDER = ["bole", "polars_lazy", "polars_kept", "duckdb_sql", "duckdb_decimal", "ibis_duckdb", "pandas_plain"]
ORDER += ["openfisca_core", "policyengine_core", "zen_engine", "reference"]
LIGHT = ("bole", "polars_lazy", "polars_kept", "duckdb_sql", "reference")
ONE_BY_ONE = ("zen_engine", "reference")
"""Peers that take persons one by one: only when named do they run with more than a million."""
ALL_UP_TO = 1_000_000
CRITERIA_AT = 5_000

ALWAYS = ("duckdb", "polars", "pandas", "pyarrow", "numpy")
ALSO = {
    "bole": ("narwhals", "pyyaml"),
    "ibis_duckdb": ("ibis-framework", "sqlglot"),
    "openfisca_core": ("openfisca-core",),
    "policyengine_core": ("policyengine-core",),
    "zen_engine": ("zen-engine",),
}
CHECKOUT = "bole"
"""Stands for this checkout among the requirements."""

LIMITS = {"polars_lazy": 1.2, "polars_kept": 1.0}
"""Bole's wall and CPU time, at most this many times the peer's, where there are so many persons that it matters."""
LIMITS_FROM = 1_000_000
LATENCY_MS = 0.2
CHANGED = (("eval_s", "full_s"), ("cpu_s", "full_cpu_s"))
"""Times of a run after a change, each with that of a full run: the one must be less than the other."""
MEMORY_MB = {4_600_000: 2_500}


class BenchmarkError(Exception):
    """What ends the benchmark with status 1; the text says what and where."""


# The peers and their environment


def available() -> list[str]:
    """The peers there are, the known ones first."""
    there = {path.stem for path in (PEERS / "peers").glob("*.py") if not path.stem.startswith("_")}
    return [peer for peer in ORDER if peer in there] + sorted(there - set(ORDER))


def chosen(wanted: str, persons: int) -> list[str]:
    """The peers behind `all`, `light` or a list of names; a name that is none ends the program."""
    there = available()
    if wanted == "light":
        return [peer for peer in LIGHT if peer in there]
    if wanted == "all":
        return [peer for peer in there if persons <= ALL_UP_TO or peer not in ONE_BY_ONE]
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    unknown = [name for name in names if name not in there]
    if unknown or not names:
        print(
            f"没有这个对象 / no such peer: {', '.join(unknown) or '-'}; 有 / there are: {', '.join(there)}",
            file=sys.stderr,
        )
        sys.exit(2)
    return names


def offers(peer: str, function: str) -> bool:
    """Whether the peer's module has the function, read from its text: its libraries may be missing here."""
    text = (PEERS / "peers" / f"{peer}.py").read_text(encoding="utf-8")
    return re.search(rf"^def {function}\(|^{function} = |^from .* import .*\b{function}\b", text, re.M) is not None


def pins() -> dict[str, str]:
    """Name to pinned requirement, as requirements.txt has them."""
    lines = [line.partition("#")[0].strip() for line in (PEERS / "requirements.txt").read_text().splitlines()]
    return {re.split(r"[\[=]", line)[0]: line for line in lines if line}


def requirements(peers: Sequence[str]) -> set[str]:
    """What the environment needs for these peers."""
    pinned = pins()
    names = {name for peer in peers for name in ALSO.get(peer, ())} | set(ALWAYS)
    return {pinned[name] for name in names} | ({CHECKOUT} if "bole" in peers else set())


def environment(peers: Sequence[str]) -> Path:
    """The interpreter of the peers' environment, which is made or completed first."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "installed.json"
    has = set(json.loads(stamp.read_text())) if stamp.exists() else set()
    outdated = has - set(pins().values()) - {CHECKOUT}
    wanted = requirements(peers) | (has - outdated)
    if outdated or not python.exists():
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(ENVIRONMENT)
        has = set()
    if not wanted <= has:
        print(f"安装对象所需 / installing for the peers: {', '.join(sorted(wanted - has))}", flush=True)
        install(python, sorted(wanted - {CHECKOUT}))
        if CHECKOUT in wanted:
            install(python, ["--no-deps", "--editable", str(ROOT)])
        stamp.write_text(json.dumps(sorted(wanted)))
    return python


def install(python: Path, arguments: Sequence[str]) -> None:
    """One call of pip; what it says about the machine's settings is not ours to show."""
    call = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    ended = subprocess.run(call, capture_output=True, text=True)
    if ended.returncode:
        raise BenchmarkError(f"pip: {ended.stderr[-2000:]}")


# Measuring


def called(python: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """One fresh process in the folder of the peers."""
    call = [str(python), *map(str, arguments)]
    return subprocess.run(call, cwd=PEERS, capture_output=True, text=True, timeout=TIMEOUT)


def answer(python: Path, mark: str, *arguments: object) -> Any:
    """The JSON behind the mark in what the process printed; None where it printed none."""
    ended = called(python, *arguments)
    found = [line for line in ended.stdout.splitlines() if line.startswith(f"{mark} ")]
    if not found:
        return {"error": (ended.stderr or ended.stdout)[-600:], "rc": ended.returncode}
    return json.loads(found[-1].removeprefix(f"{mark} "))


def register(python: Path, persons: int) -> dict[str, int]:
    """Generates the register if it is not there; its numbers of persons, certificates and organisers."""
    make = f"import common, json; common.generate({persons}); print('SIZES', json.dumps(common.sizes({persons})))"
    sizes = answer(python, "SIZES", "-c", make)
    if "error" in sizes:
        raise BenchmarkError(f"generate: {sizes['error']}")
    return {name: int(size) for name, size in sizes.items()}


def rounds(peers: Sequence[str], runs: int) -> Iterator[tuple[int, str]]:
    """Every peer once a round, the order moved on by one each time, so that noise falls on all alike."""
    for turn in range(runs):
        shift = turn % len(peers)
        yield from ((turn, peer) for peer in [*peers[shift:], *peers[:shift]])


def measured(jobs: Sequence[tuple[str, Sequence[object]]], python: Path, persons: int, results: Path) -> list[Row]:
    """Runs the jobs (peer, arguments) one after another, writes a line for each and stops at the first that fails."""
    results.parent.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for peer, arguments in jobs:
        row: Row = answer(python, "RESULT", *arguments)
        row = {"peer": peer, "n": persons, **row} if "error" in row else row
        with results.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"  {peer:<18}{brief(row)}", flush=True)
        if "error" in row:
            raise BenchmarkError(f"{peer}: {row['error']}")
        rows.append(row)
        agree(rows, "totals", peer)
    return rows


def brief(row: Row) -> str:
    """One run in one line, while the others go on."""
    keys = ("load_s", "eval_s", "warm_s", "cpu_s", "warm_cpu_s", "rss_mb")
    told = [f"schemes {row['schemes']}"] if "schemes" in row else []
    told += [f"{key} {row[key]:.3f}" for key in keys if key in row]
    told += [f"{way}: {each['median']:.4f} ms" for way, each in row.get("latency", {}).items()]
    return "  ".join(told)


def agree(rows: Sequence[Row], key: str, peer: str) -> None:
    """The last row has what the first one has."""
    first, last = rows[0].get(key), rows[-1].get(key)
    if first != last:
        raise BenchmarkError(f"合计不一致 / {key} differ: {rows[0]['peer']}, {peer}: {differences(first, last)}")


def differences(one: Row | None, other: Row | None) -> dict[str, tuple[Any, Any]]:
    """What two of them say of the same name."""
    names = sorted({*(one or {}), *(other or {})})
    pairs = {name: ((one or {}).get(name), (other or {}).get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def compare_criteria(python: Path, rows: Sequence[Row]) -> None:
    """Every peer that counts its criteria counts them as the pure-Python reference does, at a small register."""
    peers = sorted({row["peer"] for row in rows if "criteria" in row})
    if not peers:
        return
    register(python, CRITERIA_AT)
    expected = answer(python, "COUNTS", "criteria.py", CRITERIA_AT)
    if "error" in expected:
        raise BenchmarkError(f"criteria.py: {expected['error']}")
    for peer in peers:
        counted = answer(python, "RESULT", "run_one.py", peer, CRITERIA_AT, "run").get("criteria")
        if counted != expected:
            raise BenchmarkError(
                f"逐条件计数不一致 / criteria differ: reference, {peer}: {differences(expected, counted)}"
            )
    same = f"与 reference 的逐条件计数相同 / criteria counted as by reference at {CRITERIA_AT:,} persons"
    print(f"\n{same}: {', '.join(peers)}")


# Tables


def median(rows: Sequence[Row], peer: str, key: str) -> float:
    return statistics.median(float(row[key]) for row in rows if row["peer"] == peer)


def names(rows: Sequence[Row], key: str) -> list[str]:
    """The peers in the rows, quickest first."""
    return sorted({row["peer"] for row in rows}, key=lambda peer: median(rows, peer, key))


def times(rows: Sequence[Row], peer: str, bar: str, key: str) -> float | None:
    """How many times the bar's median; None where the bar did not run."""
    if all(row["peer"] != bar for row in rows):
        return None
    return median(rows, peer, key) / median(rows, bar, key)


def ratio(rows: Sequence[Row], peer: str, bar: str, key: str) -> str:
    """The same for a table."""
    found = times(rows, peer, bar, key)
    return "-" if found is None else f"{found:.2f}"


def lines_of(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *body])


def bulk_table(rows: Sequence[Row], sizes: dict[str, int], wall: str = "eval_s", cpu: str = "cpu_s") -> str:
    """Wall and CPU time (medians), ratios to the two bars in Polars, rows per second, memory."""
    head = ["peer", "runs", "load s", "wall s: median (min–max)", "CPU s", "rows/s"]
    head += [f"x {bar}: {clock}" for bar in LIMITS for clock in ("wall", "CPU")] + ["peak RSS MB"]
    body = []
    for peer in names(rows, wall):
        times = sorted(row[wall] for row in rows if row["peer"] == peer)
        load = f"{median(rows, peer, 'load_s'):.2f}" if "load_s" in rows[0] else "-"
        middle = statistics.median(times)
        cells = [peer, str(len(times)), load, f"{middle:.3f} ({times[0]:.3f}–{times[-1]:.3f})"]
        cells += [f"{median(rows, peer, cpu):.3f}", f"{(sizes['persons'] + sizes['certs']) / middle:,.0f}"]
        cells += [ratio(rows, peer, bar, key) for bar in LIMITS for key in (wall, cpu)]
        body.append([*cells, f"{median(rows, peer, 'rss_mb'):,.0f}"])
    return lines_of(head, body)


def latency_table(rows: Sequence[Row]) -> str:
    """One person's decision: milliseconds, each way of asking that a peer has."""
    found = [(row["peer"], way, times) for row in rows for way, times in row["latency"].items()]
    body = [
        [peer, way, f"{times['median']:.4f}", f"{times['p95']:.4f}", f"{times['cpu']:.4f}"]
        for peer, way, times in sorted(found, key=lambda each: each[2]["median"])
    ]
    return lines_of(["peer", "how", "median ms", "p95 ms", "CPU median ms"], body)


def curve_table(rows: Sequence[Row]) -> str:
    """Cost over the number of schemes; the last column is 1.00 where twice the schemes cost twice the CPU."""
    body = []
    for peer in sorted({row["peer"] for row in rows}):
        own = [row for row in rows if row["peer"] == peer]
        counts = sorted({row["schemes"] for row in own})
        cpu = {count: statistics.median(row["cpu_s"] for row in own if row["schemes"] == count) for count in counts}
        for count in counts:
            same = [row for row in own if row["schemes"] == count]
            times = [statistics.median(row[key] for row in same) for key in ("eval_s", "rss_mb")]
            cells = [peer, str(count), f"{times[0]:.3f}", f"{cpu[count]:.3f}", f"{cpu[count] / count * 1000:.1f}"]
            body.append([*cells, f"{linear(cpu, count):.2f}", f"{times[1]:,.0f}"])
    return lines_of(["peer", "schemes", "wall s", "CPU s", "CPU ms per scheme", "CPU / linear", "peak RSS MB"], body)


def change_table(rows: Sequence[Row]) -> str:
    """One figure changed: the run that reuses the rest, and how many times a full run with the same change it costs."""
    body = []
    for change in rows[0]["changes"]:
        figures = changed(rows, change)
        ratios = [f"{figures[one] / figures[other]:.2f}" for one, other in CHANGED]
        body.append([change, *(f"{figures[key]:.3f}" for pair in CHANGED for key in pair), *ratios])
    head = ["change", "wall s", "full run: wall s", "CPU s", "full run: CPU s", "x full: wall", "x full: CPU"]
    return lines_of(head, body)


def changed(rows: Sequence[Row], change: str) -> dict[str, float]:
    """Medians of the times of one change."""
    return {
        key: statistics.median(float(row["changes"][change][key]) for row in rows) for pair in CHANGED for key in pair
    }


def linear(cpu: dict[int, float], count: int) -> float:
    """CPU against that of five schemes (one copy of each rule; else the least count) times the schemes."""
    base = 5 if 5 in cpu else min(cpu)
    return cpu[count] / (cpu[base] * count / base)


def over_limits(rows: Sequence[Row]) -> list[str]:
    """Where Bole is over a limit of these runs, each with the figures."""
    own = [row for row in rows if row["peer"] == "bole"]
    if not own or "schemes" in own[0]:
        return []
    if "changes" in own[0]:
        figures = {change: changed(own, change) for change in own[0]["changes"]}
        pairs = [(change, times, *pair) for change, times in figures.items() for pair in CHANGED]
        return [f"{c} {one} {t[one]:.3f} >= {t[all_]:.3f}" for c, t, one, all_ in pairs if t[one] >= t[all_]]
    if "latency" in own[0]:
        best = min(way["median"] for row in own for way in row["latency"].values())
        return [f"latency {best:.4f} ms > {LATENCY_MS} ms"] if best > LATENCY_MS else []
    if own[0]["n"] < LIMITS_FROM:
        return []
    keys = [key for key in ("eval_s", "cpu_s", "warm_s", "warm_cpu_s") if key in own[0]]
    found = [(key, bar, times(rows, "bole", bar, key)) for bar in LIMITS for key in keys]
    over = [f"{key} {got:.2f} x {bar} > {LIMITS[bar]}" for key, bar, got in found if got and got > LIMITS[bar]]
    memory, most = median(own, "bole", "rss_mb"), MEMORY_MB.get(own[0]["n"])
    return over + ([f"peak RSS {memory:,.0f} MB > {most:,} MB"] if most and memory > most else [])


# Plans


def load() -> str:
    """What else the machine was doing: the wall times of a busy machine say little."""
    return f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.2f}"


def plan_run(python: Path, asked: argparse.Namespace, sizes: dict[str, int]) -> list[Row]:
    jobs = [(peer, ("run_one.py", peer, asked.persons, "run")) for _, peer in rounds(asked.peers, asked.runs)]
    rows = measured(jobs, python, asked.persons, asked.results)
    print(f"\n{len(rows)} 次的合计一致，精确到分 / totals of all {len(rows)} runs identical to the fen\n")
    print(bulk_table(rows, sizes))
    compare_criteria(python, rows)
    return rows


def plan_warm(python: Path, asked: argparse.Namespace, sizes: dict[str, int]) -> list[Row]:
    jobs = [(peer, ("run_one.py", peer, asked.persons, "warm")) for _, peer in rounds(asked.peers, asked.runs)]
    rows = measured(jobs, python, asked.persons, asked.results)
    print("\n" + bulk_table(rows, sizes, "warm_s", "warm_cpu_s"))
    return rows


def plan_latency(python: Path, asked: argparse.Namespace, _: dict[str, int]) -> list[Row]:
    peers = [peer for peer in asked.peers if offers(peer, "latency")]
    jobs = [(peer, ("run_one.py", peer, asked.persons, "latency")) for peer in peers]
    rows = measured(jobs, python, asked.persons, asked.results)
    print("\n" + latency_table(rows))
    return rows


def plan_schemes(python: Path, asked: argparse.Namespace, _: dict[str, int]) -> list[Row]:
    peers = [peer for peer in asked.peers if offers(peer, "load_schemes")]
    rows: list[Row] = []
    for count in asked.schemes:
        jobs = [(peer, ("run_schemes.py", peer, asked.persons, count)) for _, peer in rounds(peers, asked.runs)]
        found = measured(jobs, python, asked.persons, asked.results)
        for place in range(1, len(found) + 1):
            agree(found[:place], "scheme_totals", found[place - 1]["peer"])
        rows += found
    print("\n" + curve_table(rows))
    return rows


def plan_simulate(python: Path, asked: argparse.Namespace, _: dict[str, int]) -> list[Row]:
    rows = measured([("bole", ("run_changes.py", asked.persons))] * asked.runs, python, asked.persons, asked.results)
    for place in range(1, len(rows) + 1):
        agree(rows[:place], "change_totals", "bole")
    print("\n" + change_table(rows))
    return rows


PLANS: dict[str, Callable[[Path, argparse.Namespace, dict[str, int]], list[Row]]] = {
    "run": plan_run,
    "warm": plan_warm,
    "latency": plan_latency,
    "schemes": plan_schemes,
    "simulate": plan_simulate,
}


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Bole beside its peers", allow_abbrev=False)
    parser.add_argument("--persons", type=positive, default=100_000)
    parser.add_argument("--peers", default="all", help="all, light, or names with commas between")
    parser.add_argument("--runs", type=positive, default=3)
    parser.add_argument("--plan", choices=sorted(PLANS), default="run")
    parser.add_argument(
        "--schemes", type=lambda text: [positive(part) for part in text.split(",")], default=[1, 5, 20, 60]
    )
    parser.add_argument("--results", type=lambda text: Path(text).resolve(), default=RESULTS)
    parser.add_argument("--judge", action="store_true", help="status 1 where Bole is over a limit")
    return parser.parse_args(given)


def positive(text: str) -> int:
    number = int(text.replace("_", "").replace(",", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} < 1")
    return number


def main(given: Sequence[str] | None = None) -> int:
    asked = arguments(given)
    asked.peers = ["bole"] if asked.plan == "simulate" else chosen(asked.peers, asked.persons)
    try:
        python = environment(asked.peers)
        sizes = register(python, asked.persons)
        print(
            f"{asked.plan}: " + ", ".join(f"{size:,} {name}" for name, size in sizes.items()) + f"; {load()}",
            flush=True,
        )
        rows = PLANS[asked.plan](python, asked, sizes)
    except BenchmarkError as failure:
        print(failure, file=sys.stderr)
        return 1
    over = over_limits(rows)
    print(f"\n{load()}" + "".join(f"\n超过上限 / over the limit: bole {each}" for each in over))
    return 1 if over and asked.judge else 0


if __name__ == "__main__":
    sys.exit(main())
