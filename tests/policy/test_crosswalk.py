"""Codes across editions: itself where it stands, what the crosswalk says where it moved, unknown where nobody says."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.facts import Column, Kind
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.crosswalk import BEFORE, Crosswalk
from bole.policy.pack import load_packs

DAYS = (date(2031, 1, 1), date(2032, 1, 1), date(2033, 1, 1))
CITES = ClauseRef("x", "")


def catalogue(id: str, columns: Sequence[str], editions: Sequence[Edition]) -> Catalogue:
    keys = 2 if id.endswith("-change") else 1
    told = [Column(name, Kind.CODE, name, name) for name in columns]
    return Catalogue(id, id, id, tuple(told[:keys]), tuple(told[keys:]), tuple(editions))


def edition(day: date, rows: dict[tuple[str, ...], tuple[object, ...]], end: date | None = None) -> Edition:
    return Edition(day, end, rows, CITES, verified=False)  # type: ignore[arg-type]


def crosswalk() -> Crosswalk:
    """a stays; b is split into c and d; e and f become g; h is gone; i is new; k takes over the code of j."""
    lists = (["a", "b", "e", "f", "h", "j"], ["a", "c", "d", "g", "i", "j", "m"], ["a", "c", "d", "g", "i", "j", "m"])
    known = [edition(day, {(code,): (code.upper(),) for code in codes}) for day, codes in zip(DAYS, lists, strict=True)]
    before = {("z", "a"): ("Z", "2030", False), ("y", "b"): ("Y", "2030", True)}
    moved = {
        ("b", "c"): ("B", "2031", False), ("b", "d"): ("B", "2031", False), ("e", "g"): ("E", "2031", False),
        ("f", "g"): ("F", "2031", False), ("j", "m"): ("J", "2031", False),
    }  # fmt: skip
    day = timedelta(days=1)
    changes = [edition(DAYS[0], before, DAYS[1] - day), edition(DAYS[1], moved, DAYS[2] - day)]  # type: ignore[arg-type]
    return Crosswalk(
        catalogue("x.list", ("list", "name"), known),
        catalogue("x.list-change", ("before", "after", "name_before", "former", "draft"), changes),
    )


@pytest.mark.parametrize(
    ("code", "start", "end", "codes", "complete"),
    [
        ("a", 0, 2, ("a",), True),
        ("b", 0, 1, ("c", "d"), True),
        ("b", 0, 2, ("c", "d"), True),
        ("c", 2, 0, ("b",), True),
        ("e", 0, 2, ("g",), True),
        ("g", 2, 0, ("e", "f"), True),
        ("h", 0, 1, (), False),
        ("i", 1, 0, (), False),
        ("j", 0, 2, ("m",), True),
        ("j", 1, 0, (), False),
        ("m", 2, 0, ("j",), True),
        ("z", BEFORE, 2, ("a",), True),
        ("a", 2, BEFORE, ("z",), True),
        ("a", BEFORE, 0, (), False),
        ("y", BEFORE, 0, (), False),
        ("a", 1, 1, ("a",), True),
    ],
)
def test_a_code_in_another_edition(code: str, start: int, end: int, codes: tuple[str, ...], complete: bool) -> None:
    found = crosswalk().translate(code, start, end)
    assert (found.codes, found.complete) == (codes, complete)


def test_the_edition_of_a_day() -> None:
    known = crosswalk()
    assert [known.place(day) for day in (DAYS[0] - timedelta(days=1), *DAYS)] == [BEFORE, 0, 1, 2]


def test_the_changes_of_a_code_are_told_with_drafts() -> None:
    changes = crosswalk().changes_of("b")
    assert [(one.before, one.after, one.draft) for one in changes] == [
        ("y", "b", True), ("b", "c", False), ("b", "d", False),
    ]  # fmt: skip


def test_every_code_of_the_nation_that_is_gone_is_accounted_for() -> None:
    library = load_packs()["nation"].library
    known = Crosswalk(library.catalogues["nation.occupation"], library.catalogues["nation.occupation-change"])
    for at in range(len(known.starts) - 1):
        for code in known.codes[at] - known.codes[at + 1]:
            assert known.translate(code, at, at + 1).complete, code
    assert known.translate("2-02-32-00", 0, 2).codes == ("2-02-32-01",)
    assert known.translate("2-02-10-12", BEFORE, 2).codes == ("2-02-38-04",)
    assert all(one.after in known.codes[one.edition] for several in known.listed for one in several)
