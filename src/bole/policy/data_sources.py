"""数据来源: which department hands over which facts by itself, as a pack's `sources.yaml` says.

    - table: insurance
      department: 社会保险经办机构
      department_en: social insurance office
      without: months            # columns that do not come with it, apart by blanks
      verified: false            # whether somebody has seen the data come

The nearest pack's entry for a table counts. What no entry names, a person has to bring.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bole.kernel.facts import Facts
from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import read_list


@dataclass(frozen=True, slots=True)
class DataSource:
    """数据来源 of one fact table."""

    table: str
    department: str
    department_en: str
    without: frozenset[str]
    verified: bool
    note: str = ""

    def gives(self, column: str) -> bool:
        """Whether the column comes with it."""
        return column not in self.without


def read_sources(file: Path, facts: Facts, faults: Faults) -> dict[str, DataSource]:
    """Read and check `sources.yaml`: table to source; faults go to `faults`."""
    found: dict[str, DataSource] = {}
    for fields in read_list(file, faults):
        table = fields.choice("table", facts.tables)
        without = fields.text("without", required=False).split()
        source = DataSource(
            table=table,
            department=fields.text("department"),
            department_en=fields.text("department_en"),
            without=frozenset(without),
            verified=fields.flag("verified", required=True),
            note=fields.text("note", required=False),
        )
        fields.close()
        if not table:
            continue
        known = [column.name for column in facts.table(table).columns]
        for name in without:
            if name not in known:
                fields.fault(
                    errors.BAD_CHOICE, fields.line_of("without"), key="without", found=name, known=", ".join(known)
                )
        if table in found:
            fields.fault(errors.KEY_TWICE, fields.line_of("table"), key=table, line=fields.line_of("table"))
        found[table] = source
    return found


def given(sources: Mapping[str, DataSource], table: str, column: str) -> bool:
    """Whether a department hands over this column by itself."""
    return table in sources and sources[table].gives(column)
