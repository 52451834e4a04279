"""The page of the facts is what the facts say today."""

from bole.kernel.fact_tables import STANDARD
from bole.policy.facts_page import page
from tests.conftest import ROOT


def test_page_and_code_agree() -> None:
    written = (ROOT / "docs" / "reference" / "facts.md").read_text(encoding="utf-8")
    assert written == page(STANDARD), "run `python -m bole.policy.facts_page > docs/reference/facts.md`"


def test_every_column_level_and_code_stands_on_it() -> None:
    told = page(STANDARD)
    for table in STANDARD.tables.values():
        assert f"\n## `{table.name}` {table.label} / {table.label_en}\n" in told
        assert all(f"\n| `{column.name}` | {column.label} {column.label_en}" in told for column in table.columns)
    assert "3 中级工 middle worker；4 高级工 senior worker" in told
    assert "\n| `training-pass` | 数字技术工程师培训合格证书 |" in told
    assert "`scheme + fact`" in told
