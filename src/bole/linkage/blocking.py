"""候选: the pairs worth comparing.

Records under a key are together already, so one side of a pair is always a record without one; pairs of keys are only
looked at where the records say the same in all else. A block of more records than its limit is left out: one default
date or one office's phone would otherwise compare everybody with everybody.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import duckdb


class Block(NamedTuple):
    """候选规则: records that agree in all of these are compared, where they are at most so many."""

    agree: tuple[str, ...]
    most: int


BLOCKS: Final = (
    Block(("number",), 60),
    Block(("phone",), 60),
    Block(("sound",), 40),
    Block(("sound", "born"), 400),
    Block(("sound", "number_born"), 400),
    Block(("sound", "org"), 100),
    Block(("sound", "town"), 100),
    Block(("sound", "left(born, 4)"), 150),
    Block(("sound", "right(born, 4)"), 150),
    Block(("sorted_sound", "born"), 400),
    Block(("near", "born"), 400),
    Block(("born", "surname", "male"), 150),
    Block(("born", "given"), 150),
    Block(("left(coalesce(number, head), 15)",), 60),
    Block(("left(number, 14)", "surname"), 100),
    Block(("left(number, 14)", "given"), 60),
    Block(("right(number, 8)", "given"), 60),
    Block(("right(coalesce(number, tail), 4)", "sound"), 60),
)
"""Between a record without a key and any other."""

OF_KEYS: Final = (Block(("sound", "born"), 60), Block(("sound", "phone"), 20))
"""Between two keys."""


def block(connection: "duckdb.DuckDBPyConnection") -> None:
    """Makes tables `loose_pairs`, `key_pairs` and both as `pairs` (`one` < `other`) from `compared` and `stub_keys`."""
    connection.execute("create or replace temp table loose as select place from stub_keys where key is null")
    for table, rules in (("loose_pairs", map(_pairs, BLOCKS)), ("key_pairs", map(_key_pairs, OF_KEYS))):
        connection.execute("create or replace temp table found (one uinteger, other uinteger)")
        for select in rules:
            connection.execute(f"insert into found {select}")
        connection.execute(f"create or replace temp table {table} as select distinct one, other from found")  # noqa: S608
    connection.execute("create or replace temp view pairs as from loose_pairs union all from key_pairs")
    connection.execute("drop table found")


def _blocked(rule: Block, seed: str) -> str:
    """Common tables: `sides` (place and the values of the rule) and `small`, its blocks within the limit."""
    values = ", ".join(f"{value} as v{at}" for at, value in enumerate(rule.agree))
    names = ", ".join(f"v{at}" for at in range(len(rule.agree)))
    given = " and ".join(f"v{at} is not null" for at in range(len(rule.agree)))
    return f"""
      with sides as (select place, {values} from compared where {given}),
      small as (select {names} from sides group by {names} having count(*) between 2 and {rule.most}),
      kept as (select sides.* from sides semi join small using ({names})),
      seeds as (select * from kept where {seed})
    """  # noqa: S608


def _pairs(rule: Block) -> str:
    names = ", ".join(f"v{at}" for at in range(len(rule.agree)))
    return f"""
      {_blocked(rule, "place in (from loose)")}
      select distinct least(a.place, b.place), greatest(a.place, b.place)
      from seeds a join kept b using ({names}) where a.place <> b.place
    """  # noqa: S608


def _key_pairs(rule: Block) -> str:
    names = ", ".join(f"v{at}" for at in range(len(rule.agree)))
    return f"""
      {_blocked(rule, "place not in (from loose)")}
      select a.place, b.place from seeds a join seeds b using ({names})
      join stub_keys ka on ka.place = a.place join stub_keys kb on kb.place = b.place
      where a.place < b.place and ka.key <> kb.key
    """  # noqa: S608
