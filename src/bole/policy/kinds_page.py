"""事项一览: docs/reference/kinds.md, made from the packs so that page and packs agree.

python -m bole.policy.kinds_page > docs/reference/kinds.md
"""

import sys
from typing import Final

from bole.kernel.flow import Flow
from bole.kernel.messages import _, use_language
from bole.policy.case_kinds import CaseKind
from bole.policy.flow_words import MODES_TOLD
from bole.policy.pack import Pack, Packs, load_packs

_OPENING: Final = """\
# 事项一览 / Kinds of case

内置的规则包各办什么事、按哪个流程、由哪个政策项目判定、依据哪一条。
本页由 `python -m bole.policy.kinds_page` 从各规则包的 `services/` 和 `flows/` 生成，测试会核对它与规则包一致。
What the built-in packs handle, by which flow, decided by which scheme, resting on which clause. This page is made by
the command above, and a test holds it and the packs together.

天数、问题和材料都没有与办事指南核对过（`verified = false`）。
Days, questions and files were compared with no guide of an office.
"""
_HEAD: Final = """\
| 编号 id | 事项 kind of case | 流程 flow | 办理方式 handling | 谁申请 who | 政策项目 scheme | 依据 clause | 资金 fund |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
_FLOWS: Final = """\
## 流程 / Flows

| 编号 id | 流程 flow | 状态 states | 动作 verbs |
| --- | --- | --- | --- |
"""
_BY: Final = {"person": "个人 person", "organisation": "单位 organisation"}


def page(packs: Packs) -> str:
    """The whole page, Markdown."""
    sections = [_section(pack) for pack in packs.values() if pack.kinds]
    return "\n".join([_OPENING, *sections, _FLOWS + "".join(map(_flow, packs.flows.values()))])


def _section(pack: Pack) -> str:
    return f"## {pack.title} / {pack.title_en}\n\n{_HEAD}{''.join(map(_kind, pack.kinds.values()))}"


def _kind(kind: CaseKind) -> str:
    cells = (
        f"`{kind.id}`",
        f"{kind.title} {kind.title_en}",
        f"`{kind.flow.id}`",
        f"{_(MODES_TOLD[kind.mode])} {kind.mode}",
        _BY[kind.by],
        f"`{kind.scheme}`" if kind.scheme else "",
        str(kind.cites),
        f"`{kind.fund}`" if kind.fund else "",
    )
    return f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |\n"


def _flow(flow: Flow) -> str:
    states = "、".join(f"{state.title} `{state.code}`" for state in flow.states.values())
    titles = dict.fromkeys((step.verb, step.title) for step in flow.steps)
    verbs = "、".join(f"{title} `{verb}`" for verb, title in titles)
    return f"| `{flow.id}` | {flow.title} {flow.title_en} | {states} | {verbs} |\n"


if __name__ == "__main__":
    use_language("zh")
    sys.stdout.write(page(load_packs()))
