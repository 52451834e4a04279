"""Examples of one place laid side by side in one register, so that an engine decides them all in a few runs.

Each example keeps to itself: its ids are moved away from those of all others, and schemes share no limit with others
that its own answer does not look at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bole.kernel.facts import Facts, Kind
from bole.policy.contests import Rounds, rounds_of
from bole.policy.decision import Decision
from bole.policy.engines import Engine
from bole.policy.evaluate import Run, asked, decide
from bole.policy.examples import Example, read_examples
from bole.policy.pack import Pack, Packs
from bole.policy.readings.columns import Columns
from bole.policy.readings.function import PersonRules
from bole.policy.readings.settled import Given
from bole.policy.scheme import Scheme, TopUp, with_bases
from tests.policy.readings_compared import Population, Row, decisions_of

APART = 10_000
"""So far apart are the ids of two examples."""
Together = tuple[Sequence[Example], Population]


def together(packs: Packs, pack: Pack) -> Iterator[Together]:
    """The examples of a pack, those of one day and with the same tables complete in one register."""
    groups: dict[tuple[date, frozenset[str]], list[Example]] = {}
    for example in read_examples(pack, packs.schemes):
        groups.setdefault((example.as_of, example.covered), []).append(example)
    for (as_of, covered), examples in groups.items():
        facts = examples[0].scheme.facts
        rows: dict[str, list[Row]] = {table: [] for table in facts.tables}
        for number, example in enumerate(examples):
            for table, own in example.file.items():
                rows[table] += [_moved(facts, table, row, number * APART) for row in own]
        yield examples, Population(facts, rows, as_of, covered)


def _moved(facts: Facts, table: str, row: Row, by: int) -> Row:
    ids = {c.name for c in facts.table(table).columns if c.kind in (Kind.ID, Kind.LINK) or c.system == "fact"}
    return {name: value + by if name in ids and value is not None else value for name, value in row.items()}


def wanted(examples: Sequence[Example]) -> dict[str, list[Decision]]:
    """What the function says of each example by itself, by scheme, under the ids of the register."""
    found: dict[str, list[Decision]] = {example.scheme.id: [] for example in examples}
    for number, example in enumerate(examples):
        rules = PersonRules([example.scheme])
        for decision in rules.decide(example.file, as_of=example.as_of, covered=example.covered):
            found[example.scheme.id].append(replace(decision, fact=decision.fact + number * APART, because=()))
    return found


def computed(examples: Sequence[Example], population: Population, engine: Engine) -> dict[str, list[Decision]]:
    """What an engine says of the examples of each scheme, all of them in one run."""
    own: dict[str, set[int]] = {}
    for number, example in enumerate(examples):
        own.setdefault(example.scheme.id, set()).add(number)
    schemes = {example.scheme.id: example.scheme for example in examples}
    run = _run(list(schemes.values()), population, engine)
    return {
        id_: sorted(
            (d for d in decisions_of(run, scheme) if d.fact // APART in own[id_]),
            key=lambda decision: decision.fact,
        )
        for id_, scheme in schemes.items()
    }


def _run(schemes: Sequence[Scheme], population: Population, engine: Engine) -> Run:
    """As `evaluate`, but each scheme decides as if it were alone with what it adds to."""
    every = with_bases(schemes)
    rounds: Rounds = tuple(tuple(c for c in found if isinstance(c.rule, TopUp)) for found in rounds_of(every))
    register = population.register(engine)
    claimed = frozenset(str(row["scheme"]) for row in population.rows["claim"])
    given = Given(population.as_of, {}, {}, claimed)
    columns = Columns(register, population.as_of)
    parts = {scheme.id: asked(number, scheme, given, columns, rounds) for number, scheme in enumerate(every)}
    columns.make()
    decide(columns, list(parts.values()), rounds)
    return Run(columns, parts, given, rounds)
