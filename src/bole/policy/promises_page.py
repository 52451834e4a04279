"""承诺一览: docs/reference/promises.md, made from the packs so that page and rules agree.

python -m bole.policy.promises_page > docs/reference/promises.md
"""

import sys
from collections.abc import Iterator, Sequence

from bole.kernel.messages import use_language
from bole.policy.catalogues import Edition
from bole.policy.pack import Pack, Packs, load_packs
from bole.policy.parameters import Entry
from bole.policy.promises import Promise, read_promises
from bole.policy.readings.rule import missing_in
from bole.policy.scheme import Scheme

_OPENING = """\
# 承诺一览 / Promises

每份文件里管资格、金额、限额和等同的每一条，由哪个政策项目来答，文件又没有写什么。
本页由 `python -m bole.policy.promises_page` 从各规则包的 `rules.yaml` 生成，测试会核对它与规则一致。
Every promise of the documents about who qualifies, how much, up to what and what counts as what: the scheme that
answers it, and what the text leaves out. This page is made by the command above, and a test holds it and the rules
together.

- 算得出：不缺数，也没有要由人判断的。 / computed: nothing is missing and nothing is left to a person.
- 缺数：规则写全了，标出的参数或目录来源没有给出，用到它的答“须由人判断”；拿到后可以用补充包补上。
  missing: the rule is whole, the figures named are not at hand; decisions that need them go to a person, and a
  supplement can hand them in.
- 数未核实：数字据转载，没有与原件对照。 / not verified: the figures were read in copies.
- 由人判断：评审、考核、一事一议一类，程序不代替。 / judged: a review that no program replaces.
"""
_HEAD = """\
| 行 row | 许诺 promise | 依据 clause | 政策项目 scheme | 怎样答 answer | 文件没有写的 left out by the text |
| --- | --- | --- | --- | --- | --- |
"""


def page(packs: Packs) -> str:
    """The whole page, Markdown."""
    promises = read_promises(packs)
    listed = [(packs[id_], rows) for id_, rows in promises.items() if rows]
    return "\n".join([_OPENING, *(_section(pack, rows, packs) for pack, rows in listed)])


def _section(pack: Pack, rows: Sequence[Promise], packs: Packs) -> str:
    ordered = sorted(rows, key=lambda promise: _order(promise.row))
    lines = "".join(_row(promise, packs) for promise in ordered)
    return f"## {pack.title} / {pack.title_en}\n\n{_HEAD}{lines}"


def _order(row: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in row.replace(".", "-").split("-")]


def _row(promise: Promise, packs: Packs) -> str:
    schemes = [packs.schemes[id_] for id_ in promise.schemes]
    answered = "<br>".join(dict.fromkeys(_answer(scheme, packs) for scheme in schemes))
    cells = (
        promise.row,
        f"{promise.what} {promise.what_en}",
        str(promise.cites),
        "<br>".join(f"`{scheme.id}`" for scheme in schemes),
        answered,
        f"{promise.missing} {promise.missing_en}".strip(),
    )
    return f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |\n"


def _answer(scheme: Scheme, packs: Packs) -> str:
    """算得出, else what is missing and what a person judges."""
    parts = list(_open(scheme, packs))
    told = "；".join(parts) or "算得出 computed"
    return told if _verified(scheme) else f"{told}；数未核实 not verified"


def _verified(scheme: Scheme) -> bool:
    """Whether somebody compared every figure that it has with the wording."""
    entries = [entry for parameter in scheme.parameters().values() for entry in parameter.entries]
    editions = [edition for catalogue in scheme.catalogues().values() for edition in catalogue.editions]
    said: list[Entry | Edition] = [*entries, *editions]
    return all(item.verified for item in said if item.status in ("known", "partial"))


def _open(scheme: Scheme, packs: Packs) -> Iterator[str]:
    missing = missing_in(scheme)
    if missing:
        yield f"缺数 missing: {'、'.join(_title(id_, packs) for id_ in missing)}"
    if scheme.judgements:
        yield f"由人判断 judged: {'、'.join(judgement.told.zh for judgement in scheme.judgements)}"


def _title(id_: str, packs: Packs) -> str:
    library = packs[id_.partition(".")[0]].library
    return library.own_parameters[id_].title if id_ in library.own_parameters else library.own_catalogues[id_].title


if __name__ == "__main__":
    use_language("zh")
    sys.stdout.write(page(load_packs()))
