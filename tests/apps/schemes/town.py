"""A small invented city in the register: the departments' files imported, and what no department sends yet beside."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bole.apps.registry.models import Award, Education, Employment, Mark, Organisation, Person, Talent, Title, Workforce
from bole.policy.pack import load_packs
from bole.synth import Register, city_of
from bole.synth.files import write_files
from tests.apps.registry.importing import checked, upload, written
from tests.apps.registry.recorded import record_made

PEOPLE = 250
FILES = {
    "employers": "employer",
    "household": "household",
    "insurance": "insurance",
    "certificates": "certificate",
    "training": "training",
    "school": "school",
}
LAW = date(2025, 9, 30)
"""A day on which most of the rules are in force."""


def town_made(folder: Path) -> list[int]:
    register = Register(city_of(load_packs(()), "zhongshan"), PEOPLE, 7)
    folder.mkdir()
    write_files(register, folder)
    for kind, name in FILES.items():
        written(checked(upload(kind, (folder / "files" / f"{name}.parquet").read_bytes(), name=f"{name}.parquet")))
    people = list(Person.objects.filter(closed_at=None).order_by("thing").values_list("thing", flat=True))
    bodies = list(Organisation.objects.filter(closed_at=None).order_by("thing").values_list("thing", flat=True))
    _more(people, bodies)
    return people


def _more(people: list[int], bodies: list[int]) -> None:
    chance = random.Random(5)  # noqa: S311 - no secret

    def ago(days: int) -> date:
        return LAW - timedelta(days=chance.randrange(days))

    for body in bodies:
        record_made(Organisation, thing=body, assessor=True)
    for body in bodies[:20]:
        until = chance.choice((None, LAW + timedelta(days=90)))
        kind = chance.choice(("leading", "specialised", "key-manufacturer"))
        record_made(Mark, organisation=body, kind=kind, tier="city", started_on=ago(900), until=until)
        counts: dict[str, Any] = {"staff": 80, "insured": 70, "skilled": 40, "highly_skilled": 9}
        record_made(Workforce, organisation=body, counted_on=ago(400), **counts)
    for who in people:
        if chance.random() < 0.6:
            record_made(Employment, person=who, organisation=chance.choice(bodies), started_on=ago(1500),
                        until=chance.choice((None, None, LAW + timedelta(days=30))), status="employee", city="442000",
                        province="440000", post=chance.choice(("technical", "front-line", "manager")),
                        wages=chance.choice((9_000_000, 60_000_000, None)))  # fmt: skip
        if chance.random() < 0.3:
            record_made(Talent, person=who, organisation=chance.choice(bodies), city="442000", tier="city",
                        kind=chance.choice(("high-level", "elite", "industry")), started_on=ago(900))  # fmt: skip
        if chance.random() < 0.2:
            record_made(Award, person=who, kind=chance.choice(("contest", "honour")), place=chance.randrange(1, 4),
                        tier=chance.choice(("nation", "province", "city")), awarded_on=ago(700))  # fmt: skip
        if chance.random() < 0.2:
            record_made(Title, person=who, series="工程技术", level=chance.randrange(1, 4), obtained_on=ago(2000))
        if chance.random() < 0.4:
            record_made(Education, person=who, education=chance.choice(("14", "21", "31", "47")), school="某校",
                        graduated_on=ago(4000))  # fmt: skip
