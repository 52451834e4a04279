"""事实表说明: docs/reference/facts.md, made from the facts so that page and code agree.

python -m bole.policy.facts_page > docs/reference/facts.md
"""

import sys
from collections.abc import Iterator

from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Facts, Kind, Table
from bole.kernel.levels import SCALES

_OPENING = """\
# 事实表 / Fact tables

登记库按这些表交给规则。一张快照由其中若干张表和一份清单组成。
本页由 `python -m bole.policy.facts_page` 生成，测试会核对它与代码一致。
A register hands these tables to the rules; a snapshot is some of them and a manifest.
This page is made by the command above, and a test holds it and the code together.

- 编号是不透明的整数，不超过14位，不是证件号码；表中没有姓名和 S1 类信息。
  Ids are opaque whole numbers of at most 14 digits, never those of a document; no names, nothing of class S1.
- 空值表示不知道，不表示没有。清单写明某表范围为 `all`、截至日期不早于计算日期时，没有一行才表示没有。
  An empty value means not known, never none. No row means none only in a table that the manifest covers for `all`
  up to the day of the run or later.
- 金额以分计；百分比以万分之一计（30% 写 3000）；等级写由低到高的次序，0 表示没有。
  Money is in fen, per cents in ten-thousandths (30 % is 3000), levels are ranks from low to high, 0 for none.
- 类型：整数为 Int64，日期为 Date，真假为 Boolean，代码为 String（注明整数的为 Int64）。
  Types: numbers Int64, dates Date, flags Boolean, codes String (Int64 where it says so).
- 日期在1900年至2199年之间；除注明的以外，不晚于快照日期。
  Dates lie between 1900 and 2199 and, but where it says so, not after the day of the snapshot.
- 不合要求的行单独列出，不参加计算；必填的关联所指的行被隔离时，这一行也被隔离。
  Bad rows are listed and set apart; a row goes with the row that a link it must have leads to.

快照文件夹里有 `manifest.json` 和每张表的 `<表名>.parquet`；清单以外不得有别的 parquet 文件。清单的写法：
A snapshot folder holds `manifest.json` and `<table>.parquet` for each table, and no other parquet file. The manifest:

```json
{
  "place": "990100",
  "as_of": "2031-03-31",
  "schema_version": 1,
  "tables": {
    "person": {
      "rows": 3,
      "sha256": "…",
      "source": "兰亭市登记库",
      "coverage": {"of": "all", "until": "2031-03-31"}
    }
  }
}
```

另可有 `expires_on`（到期删除的日期）和 `made`（怎样从登记库做成，供下一份接着做）。
`expires_on` (the day it is deleted) and `made` (how it was made of a register, for the next one) may be there too.
"""

_HEAD = """\
| 列 column | 含义 meaning | 类型 type | 范围 bounds | 必填 required | 级别 class | 缺失时请提供 what to bring |
| --- | --- | --- | --- | --- | --- | --- |
"""

_KINDS = {
    Kind.ID: ("编号", "id"),
    Kind.LINK: ("关联", "link"),
    Kind.CODE: ("代码", "code"),
    Kind.LEVEL: ("等级", "level"),
    Kind.COUNT: ("数量", "count"),
    Kind.MONEY: ("金额", "money"),
    Kind.PERCENT: ("百分比", "per cent"),
    Kind.DATE: ("日期", "date"),
    Kind.FLAG: ("真假", "flag"),
}


def page(facts: Facts) -> str:
    """The whole page, Markdown."""
    parts = [_OPENING, *(_section(facts, table) for table in facts.tables.values()), _levels(), _codes(facts)]
    return "\n".join(parts)


def _section(facts: Facts, table: Table) -> str:
    rows = "".join(_row(facts, column) for column in table.columns)
    doubled = [f"`{' + '.join(names)}`" for names in table.unique]
    unique = f"\n不得重复 never twice: {', '.join(doubled)}\n" if doubled else ""
    return f"## `{table.name}` {table.label} / {table.label_en}\n{unique}\n{_HEAD}{rows}"


def _row(facts: Facts, column: Column) -> str:
    note = f"；{column.note} ({column.note_en})" if column.note else ""
    cells = (
        f"`{column.name}`",
        f"{column.label} {column.label_en}{note}",
        _type(facts, column),
        _bounds(column),
        "" if column.nullable else "是 yes",
        column.sensitivity,
        f"{column.evidence} {column.evidence_en}".strip(),
    )
    return f"| {' | '.join(cells)} |\n"


def _type(facts: Facts, column: Column) -> str:
    words = " ".join(_KINDS[column.kind])
    about = column.to or column.system
    if column.system in facts.codes:
        return f"{words} [{about}](#{about})"
    whole = "，整数 whole number" if column.coded == "int" else ""
    return f"{words} `{about}`{whole}" if about else words


def _bounds(column: Column) -> str:
    if column.kind is Kind.DATE:
        return "可晚于快照 may lie ahead" if column.future else ""
    bounds = column.bounds
    return f"{bounds[0]} – {bounds[1]}" if bounds else ""


def _levels() -> str:
    lines = ["## 等级 / Levels\n"]
    for scale in SCALES.values():
        names = "；".join(f"{level.rank} {level.label} {level.label_en}" for level in scale.levels)
        lines.append(f"- `{scale.name}` {scale.label} {scale.label_en}: {names}")
    return "\n".join(lines) + "\n"


def _codes(facts: Facts) -> str:
    return "## 代码表 / Code lists\n\n" + "\n".join(_lists(facts))


def _lists(facts: Facts) -> Iterator[str]:
    for system, names in facts.codes.items():
        rows = "".join(f"| `{code}` | {name.label} | {name.label_en} |\n" for code, name in names.items())
        yield f"### {system}\n\n| 代码 code | 中文 | English |\n| --- | --- | --- |\n{rows}"


if __name__ == "__main__":
    sys.stdout.write(page(STANDARD))
