"""对照说明: docs/reference/register-facts.md, made from the mapping and the coverage so that page and code agree.

python -m bole.conf.mapping_page > docs/reference/register-facts.md
"""

from collections.abc import Iterator
from typing import Final

from bole.apps.registry.snapshot.coverage import judged
from bole.apps.registry.snapshot.mapping import MAPPED
from bole.kernel.fact_tables import STANDARD

_OPENING: Final = """\
# 登记库到事实 / From the register to facts

快照和网页上的判定都从登记库取事实，用的是同一份对照（`apps/registry/snapshot/mapping.py`）。
本页由 `python -m bole.conf.mapping_page` 生成，测试会核对它与代码一致。
Snapshots and decisions on the web take their facts from the register by one mapping.
This page is made by the command above, and a test holds it and the code together.

- 取现行的登记行（`--known-then` 时取当时的），到快照日期为止已经开始的；
  没有写的列就是登记库里同名的列，空的文字是不知道。
  Rows that count now (or counted then), of what had begun by the day; a column that is not named
  is the register's of the same name, and an empty text is unknown.
- `{day}` 是快照日期，`{end}` 是那一天结束的时刻。
  The day of the snapshot, and the moment at which it ends.
- 覆盖：送全的数据，到下一次该来为止，没有记录就等于没有；其余的没有记录是不知道。
  哪些送全是对各部门所送数据的判断，没有与部门核实；设置项 `BOLE_COVERED` 可以另外写明。
  Coverage: of what is sent whole, no row means none until the next delivery is due; of the rest it
  is unknown. Which are sent whole is a judgement, not verified with the departments; `BOLE_COVERED`
  names further tables.

"""


def page() -> str:
    """The page, in both languages."""
    return _OPENING + "\n".join(_section(name) for name in MAPPED)


def _section(name: str) -> str:
    found, table, one = MAPPED[name], STANDARD.table(name), judged()[name]
    head = f"## `{name}` {table.label} / {table.label_en}\n\n"
    whole = "送全 whole" if one.complete else "不送全 not whole"
    doubt = "" if one.verified else "，没有核实 not verified"
    told = f"覆盖 coverage: {whole}{doubt}；{one.why} / {one.why_en}\n\n"
    if not found.register:
        return f"{head}登记库里没有，表是空的。 The register has none; the table is empty.\n\n{told}"
    return head + told + "".join(_lines(name))


def _lines(name: str) -> Iterator[str]:
    found = MAPPED[name]
    yield f"- 来自 from `{found.register}`；编号是 `thing` the id is `thing`\n"
    if found.begins:
        yield f"- 从 `{found.begins}` 那一天起算，没有日期的照算 counts from that day on, always where it has none\n"
    for column, told in found.told.items():
        yield f"- `{column}`：`{told}`\n"
    if found.gathered is not None:
        gathered = found.gathered
        yield f"- `{gathered.column}`：{gathered.note} / {gathered.note_en}（`{gathered.register}`）\n"
    if found.lacking:
        columns = "、".join(f"`{column}`" for column in found.lacking)
        yield f"- 登记库里没有，一律不知道 not in the register, always unknown: {columns}\n"
    for note, note_en in found.notes:
        yield f"- {note} / {note_en}\n"
