"""bole run: every row accounted for, bad input told, results whole or not at all, JSON alone on standard output."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bole.policy import runs
from bole.policy.evaluate import Run
from bole.policy.manifest import sha256_of
from bole.policy.run_results import read_decisions
from bole.policy.scheme import OUTCOMES
from tests.cli.registers import DAY, INVENTED, ORGANISER, SKILL, edited, of, said, snapshot
from tests.conftest import Bole

BOLE = Path(sys.executable).with_name("bole")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("registers") / "快照")


def adds_up(told: Any) -> bool:
    each = [(s["rows"], sum(s["decided"].values())) for s in told["schemes"]]
    whole = told["rows"]
    adding = (rows["in"] == decided + rows["out_of_scope"] + rows["quarantined"] for rows, decided in each)
    return all(adding) and whole == {
        key: sum(rows[key] for rows, _ in each) for key in ("in", "decided", "out_of_scope", "quarantined")
    }


# what comes out


def test_every_row_of_every_scheme_is_decided(bole: Bole, register: Path) -> None:
    ended = bole("run", register, "--as-of", DAY, "--json")
    told = said(ended)
    assert ended.code == 0
    assert {"as_of", "engine", "schemes", "rows", "seconds"} <= told.keys()
    assert (told["as_of"], told["engine"]) == (DAY, "polars")
    assert "polars" in ended.err
    assert all({"id", "decided", "fen", "refused_by", "unknown_by"} <= part.keys() for part in told["schemes"])
    assert all(list(part["decided"]) == list(OUTCOMES) for part in told["schemes"])
    assert adds_up(told)
    assert of(told, SKILL)["rows"]["in"] == pl.scan_parquet(register / "certificate.parquet").collect().height


def test_schemes_of_the_place_come_first_and_the_others_are_marked(bole: Bole, register: Path) -> None:
    told = said(bole("run", register, "--as-of", DAY, "--json", "--packs", INVENTED))
    packs = [part["id"].partition(".")[0] for part in told["schemes"]]
    own = {"nation", "guangdong", "zhongshan"}
    first = next(at for at, pack in enumerate(packs) if pack not in own)
    assert set(packs[:first]) <= own
    assert "zhongshan" in packs[:first]
    others = set(packs[first:])
    assert {"langyu", "langyu-dongshan"} <= others
    assert not others & own
    marked = [note for note in told["notes"] if note["kind"] == "other_place"]
    assert {id.partition(".")[0] for note in marked for id in note["schemes"]} == others


def test_money_and_reasons_on_a_terminal(bole: Bole, register: Path) -> None:
    told = of(said(bole("run", register, "--as-of", DAY, "--json", "--packs", INVENTED)), "langyu.skill-upgrade")
    assert told["fen"] > 0
    shown = bole("run", register, "--as-of", DAY, "--packs", INVENTED, "--scheme", "langyu.skill-upgrade")
    assert f"{told['fen'] // 100:,}.{told['fen'] % 100:02}" in shown.out
    assert "可享受" in shown.out
    assert "在期限内申领" in shown.out
    english = bole("--lang", "en", "run", register, "--as-of", DAY, "--packs", INVENTED)
    assert "entitled" in english.out
    assert "not met" in english.out
    assert not [character for character in english.out + english.err if "\u4e00" <= character <= "\u9fff"]


def test_what_is_missing_or_unverified_in_the_rules_is_said(bole: Bole, register: Path) -> None:
    notes = {n["kind"]: n for n in said(bole("run", register, "--as-of", DAY, "--json"))["notes"]}
    assert "guangdong.skill-upgrade-standard" in notes["missing"]["subjects"]
    assert "guangdong.claim-period" in notes["unverified"]["subjects"]
    assert SKILL in notes["unverified_window"]["subjects"]
    after = {n["kind"]: n for n in said(bole("run", register, "--as-of", "2026-01-05", "--json"))["notes"]}
    assert SKILL in after["not_in_force"]["subjects"]
    assert "guangdong.claim-period" in after["no_rule"]["subjects"]


def test_several_schemes_after_one_option_or_each_after_its_own(bole: Bole, register: Path) -> None:
    for asked in (["--scheme", ORGANISER, SKILL], ["--scheme", ORGANISER, "--scheme", SKILL, "--scheme", ORGANISER]):
        told = said(bole("run", *asked, register, "--as-of", DAY, "--json"))
        assert [part["id"] for part in told["schemes"]] == [ORGANISER, SKILL]


def test_duckdb_says_the_same(bole: Bole, register: Path) -> None:
    one, two = (
        said(bole("run", register, "--as-of", DAY, "--scheme", ORGANISER, SKILL, "--engine", engine, "--json"))
        for engine in ("polars", "duckdb")
    )
    assert (one["engine"], two["engine"]) == ("polars", "duckdb")
    assert one["schemes"] == two["schemes"]


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_register_may_write_narrow_numbers(bole: Bole, tmp_path: Path, register: Path, engine: str) -> None:
    narrow = snapshot(tmp_path / "窄")
    ids = [pl.col("certificate_id").cast(pl.UInt32), pl.col("person").cast(pl.Int32), pl.col("level").cast(pl.UInt8)]
    codes = [pl.col("level").cast(pl.Int8), pl.col("fact").cast(pl.UInt32), pl.col("scheme").cast(pl.Categorical)]
    rewritten(narrow, "certificate", partial(with_columns, ids))
    rewritten(narrow, "payment", partial(with_columns, codes))
    wide, told = (
        said(bole("run", folder, "--as-of", DAY, "--scheme", SKILL, "--engine", engine, "--json"))
        for folder in (register, narrow)
    )
    assert told["schemes"] == wide["schemes"]


def test_a_snapshot_too_large_for_memory_is_for_duckdb(
    bole: Bole, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def engine_for(size: int) -> str:
        asked.append(size)
        return "duckdb"

    monkeypatch.setattr(runs, "engine_for", engine_for)
    ended = bole("run", register, "--as-of", DAY, "--scheme", ORGANISER, "--json")
    assert said(ended)["engine"] == "duckdb"
    assert "duckdb" in ended.err
    assert asked == [sum(file.stat().st_size for file in register.glob("*.parquet"))]


# what a register does not know


def test_tables_that_are_not_there_leave_it_unknown(bole: Bole, tmp_path: Path, register: Path) -> None:
    def dropped(tables: dict[str, pl.DataFrame]) -> None:
        del tables["insurance"], tables["payment"], tables["training"]

    whole = said(bole("run", register, "--as-of", DAY, "--json"))
    ended = bole("run", snapshot(tmp_path / "缺表", dropped), "--as-of", DAY, "--json")
    told = said(ended)
    assert ended.code == 0
    assert adds_up(told)
    [note] = [note for note in told["notes"] if note["kind"] == "no_table"]
    assert set(note["subjects"]) == {"insurance", "payment", "training"}
    organisers = of(told, ORGANISER)
    assert organisers["decided"]["unknown"] == organisers["rows"]["in"]
    assert "belongs" in of(whole, SKILL)["refused_by"]
    assert "belongs" not in of(told, SKILL)["refused_by"]


def test_after_the_snapshots_day_no_record_no_longer_means_none(bole: Bole, register: Path) -> None:
    ended = bole("run", register, "--as-of", "2025-12-20", "--json")
    told = said(ended)
    notes = {note["kind"]: note for note in told["notes"]}
    assert {"later", "not_covered"} <= notes.keys()
    assert "insurance" in notes["not_covered"]["subjects"]
    assert of(told, ORGANISER)["decided"]["refused"] == 0


def test_later_claims_and_payments_are_left_out_and_counted(bole: Bole, register: Path) -> None:
    day = date(2025, 3, 1)
    told = said(bole("run", register, "--as-of", day, "--json", "--scheme", SKILL))
    claims = pl.read_parquet(register / "claim.parquet")["applied_on"]
    paid = pl.read_parquet(register / "payment.parquet")["paid_on"]
    assert told["left_out"] == {"claim": (claims > day).sum(), "payment": (paid > day).sum()}
    assert {"earlier", "left_out"} <= {note["kind"] for note in told["notes"]}


def test_a_tenth_of_the_values_missing_makes_unknown_never_refused(bole: Bole, tmp_path: Path) -> None:
    def holes(tables: dict[str, pl.DataFrame]) -> None:
        hole = pl.int_range(pl.len()) % 10 == 3
        open_ = ["kind", "occupation", "level", "route", "issuer", "issued_on", "valid"]
        tables["certificate"] = tables["certificate"].with_columns(
            pl.when(~hole).then(pl.col(name)).alias(name) for name in open_
        )

    whole, holed = (
        of(said(bole("run", snapshot(tmp_path / name, change), "--as-of", DAY, "--json")), SKILL)
        for name, change in (("满", None), ("缺", holes))
    )
    # Of which it cannot be told any more whether they are meant are decided, with what is missing.
    assert holed["rows"]["in"] == whole["rows"]["in"]
    assert holed["rows"]["out_of_scope"] < whole["rows"]["out_of_scope"]
    sure = [each["rows"]["out_of_scope"] + each["decided"]["refused"] for each in (holed, whole)]
    assert sure[0] < sure[1]
    for name in ("scope", "valid"):
        assert holed["unknown_by"][name] > whole["unknown_by"].get(name, 0)


# bad rows


def spoilt(tables: dict[str, pl.DataFrame]) -> None:
    """One row each: a double id, a missing holder, a holder nobody knows, a day to come, wages below zero."""
    first = tables["certificate"]["certificate_id"][0]
    edited(tables, "certificate", 1, certificate_id=first)
    edited(tables, "certificate", 2, person=None)
    edited(tables, "certificate", 3, person=99_999_999)
    edited(tables, "certificate", 4, issued_on=date(2031, 1, 1))
    edited(tables, "workforce", 0, wages=-5)


def test_bad_rows_are_set_apart_counted_and_listed(bole: Bole, tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "坏行", spoilt)
    ended = bole("run", folder, "--as-of", DAY, "--json", "--quarantine")
    told = said(ended)
    assert ended.code == 1
    assert adds_up(told)
    assert of(told, SKILL)["rows"]["quarantined"] == 5
    assert told["quarantine"]["rows"]["certificate"] == 5
    assert told["quarantine"]["rows"]["workforce"] == 1
    codes = {fault["code"] for fault in told["quarantine"]["first"] if fault["table"] == "certificate"}
    assert codes == {"duplicate-key", "missing", "unresolved-link", "future-date"}
    assert len(told["quarantine"]["first"]) == told["quarantine"]["faults"]
    shown = bole("run", folder, "--as-of", DAY)
    assert shown.code == 1
    assert "certificate 第" in shown.err
    assert "certificate 5" in shown.out


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_file_whose_damage_shows_only_when_it_is_used(
    bole: Bole, register: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    def damaged(*_: object) -> None:
        raise pl.exceptions.ComputeError("corrupt page")

    monkeypatch.setattr("bole.policy.runs._loaded", damaged)
    monkeypatch.setattr("bole.policy.runs._nulls", damaged)
    ended = bole("run", register, "--as-of", DAY, "--json", "--engine", engine)
    assert (ended.code, ended.out) == (2, "")
    assert "BOLE-P109" in ended.err
    assert "corrupt page" in ended.err


def test_the_quarantine_never_takes_the_place_of_a_table(bole: Bole, register: Path) -> None:
    before = (register / "claim.parquet").read_bytes()
    ended = bole("run", register, "--as-of", DAY, "--quarantine", register / "claim.parquet")
    assert (ended.code, "[BOLE-C003]" in ended.err) == (2, True)
    assert (register / "claim.parquet").read_bytes() == before


def test_results_in_a_folder_with_a_name_of_another_encoding_are_refused(
    bole: Bole, register: Path, tmp_path: Path
) -> None:
    ended = bole("run", register, "--as-of", DAY, "--out", Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")))
    assert (ended.code, "[BOLE-K003]" in ended.err) == (2, True)


@pytest.mark.parametrize("name", ["x?", "x[1]", "a'b\"c\\\\ d;\n[31m", "{x,xy}"])
def test_duckdb_reads_no_pattern_into_a_name(bole: Bole, tmp_path: Path, name: str) -> None:
    """The neighbour's files fit the pattern too; their rows were among ours."""
    odd = snapshot(tmp_path / name)
    snapshot(tmp_path / "xy", persons=100)
    both = [said(bole("run", odd, "--as-of", DAY, "--json", "--engine", engine)) for engine in ("polars", "duckdb")]
    assert both[0]["schemes"] == both[1]["schemes"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_whole_quarantine_goes_to_a_file(bole: Bole, tmp_path: Path, ending: str) -> None:
    folder, file = snapshot(tmp_path / "坏行", spoilt), tmp_path / f"隔离.{ending}"
    nowhere = bole("run", folder, "--quarantine", tmp_path / "无" / file.name, "--as-of", DAY, "--out", tmp_path / "果")
    assert (nowhere.code, (tmp_path / "果").exists()) == (2, False)
    ended = bole("run", folder, "--quarantine", file, "--as-of", DAY, "--json")
    listed = pl.read_csv(file) if ending == "csv" else pl.read_parquet(file)
    assert ended.code == 1
    assert listed.height == said(ended)["quarantine"]["faults"]
    assert listed["reason"].null_count() == 0
    assert {"table", "row", "key", "column", "code", "value"} < set(listed.columns)


def test_a_row_that_a_lost_row_is_pointed_at_by_is_unknown_not_wrong(bole: Bole, tmp_path: Path) -> None:
    """An organisation in quarantine is gone; certificates keep their issuer's number, of whom nothing is known."""

    def gone(tables: dict[str, pl.DataFrame]) -> None:
        issuers = tables["organisation"].with_columns(registered_on=pl.lit(date(2031, 1, 1)))
        tables["organisation"] = issuers

    told = of(said(bole("run", snapshot(tmp_path / "无单位", gone), "--as-of", DAY, "--json")), SKILL)
    assert "issuer_published" not in told["refused_by"]
    assert told["unknown_by"]["issuer_published"] > 0


# what cannot be read


def rewritten(folder: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Another file for a table, which the manifest vouches for."""
    file, manifest = folder / f"{table}.parquet", folder / "manifest.json"
    change(pl.read_parquet(file)).write_parquet(file)
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    listed["tables"][table]["sha256"] = sha256_of(file)
    manifest.write_text(json.dumps(listed), encoding="utf-8")


def with_columns(columns: list[pl.Expr], rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(columns)


def broken(folder: Path, how: str) -> Path:
    manifest, file = folder / "manifest.json", folder / "certificate.parquet"
    match how:
        case "P100":
            manifest.unlink()
        case "P101":
            manifest.write_text(manifest.read_text(encoding="utf-8")[:200], encoding="utf-8")
        case "P107":
            file.unlink()
        case "P110":
            file.write_bytes(file.read_bytes()[:-9] + b"123456789")
        case "P113":
            rewritten(folder, "certificate", lambda rows: rows.with_columns(pl.col("level").cast(pl.String)))
    return folder


@pytest.mark.parametrize("code", ["P100", "P101", "P107", "P110", "P113"])
@pytest.mark.parametrize("verb", ["run", "explain"])
def test_a_broken_snapshot_is_told_with_its_place(bole: Bole, tmp_path: Path, verb: str, code: str) -> None:
    folder = broken(snapshot(tmp_path / "快照", persons=30), code)
    more = ["--person", 5] if verb == "explain" else ["--out", tmp_path / "结果"]
    ended = bole(verb, folder, "--as-of", DAY, "--json", *more)
    assert (ended.code, ended.out) == (2, "")
    assert f"[BOLE-{code}]" in ended.err
    assert str(folder) in ended.err
    assert not (tmp_path / "结果").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--scheme", "zhongshan.skill-upgrad"], "BOLE-P046"),
        (["--engine", "abacus"], "BOLE-P170"),
        (["--packs", "nowhere"], "BOLE-P045"),
    ],
)
def test_wrong_use_has_a_code(bole: Bole, register: Path, arguments: list[str], code: str) -> None:
    ended = bole("run", register, "--as-of", DAY, "--json", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert code in ended.err


def test_an_unknown_scheme_is_told_with_the_nearest(bole: Bole, register: Path) -> None:
    assert SKILL in bole("run", register, "--as-of", DAY, "--scheme", "zhongshan.skill-upgrad").err


@pytest.mark.parametrize("day", ["2025-02-29", "20251130", "2025-W48-7", "明天", "0001-01-01", "9999-12-31", ""])
def test_as_of_must_be_a_day(bole: Bole, register: Path, day: str) -> None:
    ended = bole("run", register, "--as-of", day)
    assert (ended.code, ended.out) == (2, "")
    assert "[BOLE-C005]" in ended.err


def test_without_a_day_nothing_is_run(bole: Bole, register: Path) -> None:
    assert bole("run", register).code == 2


def test_lost_rows_stop_a_run_before_anything_is_written(
    bole: Bole, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Run.counted

    def one_lost(run: Run, scheme: str) -> dict[str, Any]:
        told = counted(run, scheme)
        told["decided"]["refused"] -= 1
        return told

    monkeypatch.setattr(Run, "counted", one_lost)
    ended = bole("run", register, "--as-of", DAY, "--json", "--out", tmp_path / "结果")
    assert (ended.code, ended.out) == (2, "")
    assert "[BOLE-P190]" in ended.err
    assert list(tmp_path.glob("*结果*")) == []


# results


def test_results_hold_every_decision_and_what_it_was_made_of(bole: Bole, register: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    told = said(bole("run", register, "--as-of", DAY, "--packs", INVENTED, "--out", out, "--json"))
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {file.name for file in out.iterdir()} == {"manifest.json", *(f"{s['id']}.parquet" for s in told["schemes"])}
    assert (listed["as_of"], listed["engine"]["name"]) == (DAY, "polars")
    assert len(listed["snapshot"]["manifest_sha256"]) == 64
    for part in listed["schemes"]:
        rows = pl.read_parquet(out / part["decisions"]["file"])
        numbers = {name: rows.filter(pl.col("outcome") == at).height for at, name in enumerate(listed["outcomes"])}
        assert numbers == part["decided"] == of(told, part["id"])["decided"]
        assert (rows["fen"].sum() or 0) == part["fen"]
        assert rows["fact"].is_unique().all()
        assert not any(name.startswith(("criterion:", "cap:")) for name in rows.columns)
        read = read_decisions(out, part["id"])
        answers = [name for listed_names in part["decisions"]["answers"].values() for name in listed_names]
        assert {read.schema[name] for name in answers} <= {pl.Boolean()}
        assert set(rows.columns) - set(read.columns) == set(part["decisions"]["answers"])
    skill = next(part for part in listed["schemes"] if part["id"] == SKILL)
    assert "guangdong.claim-period" in skill["parameters"]
    assert "guangdong.skill-upgrade-standard" in skill["catalogues"]


def test_equal_runs_write_equal_bytes(bole: Bole, register: Path, tmp_path: Path) -> None:
    for name in ("一", "二"):
        assert bole("run", register, "--as-of", DAY, "--out", tmp_path / name).code == 0
    one, two = ({f.name: f.read_bytes() for f in (tmp_path / name).iterdir() if f.is_file()} for name in ("一", "二"))
    assert one == two


def test_bad_rows_are_listed_beside_the_results(bole: Bole, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    assert bole("run", snapshot(tmp_path / "坏行", spoilt), "--as-of", DAY, "--out", out).code == 1
    assert pl.read_csv(out / "quarantine.csv").height >= 6


@pytest.mark.parametrize(("name", "code"), [("在", "P191"), ("无/结果", "K001"), ("长" * 200, "K003")])
def test_results_go_to_a_new_folder_only(bole: Bole, register: Path, tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "在").mkdir()
    (tmp_path / "在" / "旧").write_text("旧", encoding="utf-8")
    ended = bole("run", register, "--as-of", DAY, "--json", "--out", tmp_path / name)
    assert (ended.code, ended.out) == (2, "")
    assert f"[BOLE-{code}]" in ended.err
    assert (tmp_path / "在" / "旧").read_text(encoding="utf-8") == "旧"


def test_a_full_disk_leaves_nothing(register: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

    out = tmp_path / "结果"
    ended = subprocess.run(
        [BOLE, "run", register, "--as-of", DAY, "--out", out],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=limit,
    )
    assert ended.returncode == 2
    assert "[BOLE-K003]" in ended.stderr
    assert [path.name for path in tmp_path.iterdir() if "结果" in path.name] == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_in_the_middle_leaves_no_results_and_can_run_again(
    bole: Bole, tmp_path: Path, number: signal.Signals
) -> None:
    register, out = snapshot(tmp_path / "快照", persons=20_000), tmp_path / "结果"
    command = [str(part) for part in (BOLE, "run", register, "--as-of", DAY, "--out", out, "--json")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".结果.*.unfinished")):
        assert time.monotonic() < deadline
        assert running.poll() is None
    running.send_signal(number)
    told, _ = running.communicate(timeout=30)
    assert running.returncode != 0
    assert told == b""
    assert not out.exists()
    if number is signal.SIGTERM:
        assert not list(tmp_path.glob(".结果.*"))
    assert bole("run", register, "--as-of", DAY, "--out", out).code == 0
    assert (out / "manifest.json").is_file()


# what people see


@pytest.mark.parametrize("width", [200, 80, 60, 40])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_figure_is_cut_short_on_any_terminal(
    bole: Bole, register: Path, monkeypatch: pytest.MonkeyPatch, width: int, lang: str
) -> None:
    asked = ["run", register, "--as-of", DAY, "--packs", INVENTED]
    totals = said(bole(*asked, "--json"))["schemes"]
    monkeypatch.setenv("COLUMNS", str(width))
    shown = bole("--lang", lang, *asked).out.split()
    for scheme in totals:
        for count in scheme["decided"].values():
            assert any(word.endswith(f"{count:,}") for word in shown)
        if scheme["fen"]:
            assert any(word.endswith(f"{scheme['fen'] // 100:,}.{scheme['fen'] % 100:02}") for word in shown)


def test_what_depends_on_others_is_shared_out_and_adds_up(bole: Bole, register: Path) -> None:
    ended = said(bole("run", register, "--as-of", DAY, "--packs", INVENTED, "--json"))
    shared = {scheme["id"]: scheme for scheme in ended["schemes"] if "allocated" in scheme}
    assert "langyu.steady-worker" in shared
    for scheme in shared.values():
        queue = scheme["allocated"]
        assert queue["fen"] == scheme["fen"] == queue["granted_fen"] + queue["cut_fen"] + queue["unknown_fen"]
        assert sum(queue["rows"].values()) == scheme["decided"]["entitled"]
