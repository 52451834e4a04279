"""Small registers of a test's own."""

from collections.abc import Callable
from datetime import date

import polars as pl

from bole.kernel.identifiers import check_place
from bole.linkage import Linked
from bole.linkage.prepare import COLUMNS

Row = dict[str, str | None]

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"


def number(born: date, order: int, region: str = "600001") -> str:
    """A number that nobody holds."""
    seventeen = f"{region}{born:%Y%m%d}{order:03}"
    return seventeen + check_place(seventeen)


def records(*rows: Row) -> pl.DataFrame:
    """Rows as typed, numbered r000, r001 ... where they have no id."""
    numbered = [{"record_id": f"r{at:03}", "source": "insurance", **row} for at, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=dict.fromkeys(COLUMNS, pl.String))


def somebody(at: int, given: str = "思嘉", order: int = 121) -> Row:
    """The person of a scene: nobody else has the surname, birth, number or phone."""
    born = date(1955 + at % 40, 1 + at % 12, 3 + at % 24)
    return {
        "source": "insurance", "name": SURNAMES[at] + given, "id_no": number(born, order, f"6000{at + 10}"), "sex": "男",
        "birth": born.isoformat(), "phone": f"120{at:04}5678", "town": "东升镇",
    }  # fmt: skip


def filler(count: int = 300) -> list[Row]:
    """People that have nothing to do with the matter: each twice, so that a register has frequencies."""
    given = "一丁万丈三上下不与丑专世丘丙业丛东丝丞两严丧个中丰串临丸丹为"
    found: list[Row] = []
    for at in range(count):
        born = date(1950 + at % 50, 1 + at % 12, 1 + at % 28)
        name = SURNAMES[-1 - at % 20] + given[at * 7 % 30] + given[at // 20 % 30]
        person: Row = {
            "record_id": f"f{at:04}a", "name": name, "id_no": number(born, 100 + at, "600009"), "birth": born.isoformat(),
            "phone": f"129{at:08}", "town": f"第{at % 9}镇",
        }  # fmt: skip
        found += [person, {**person, "record_id": f"f{at:04}b", "source": "training", "phone": f"129{at + 5000:08}"}]
    return found


Scene = Callable[[int], list[Row]]


def files(linked: Linked, scene: str = "") -> list[set[str]]:
    """The records of each file with a record of a scene, by their ids behind the scene's name."""
    chosen = linked.clusters.filter(pl.col("record_id").str.starts_with(scene)) if scene else linked.clusters
    groups = linked.clusters.filter(pl.col("cluster_id").is_in(chosen["cluster_id"].to_list())).group_by("cluster_id")
    found = groups.agg("record_id")["record_id"].to_list()
    return sorted(({record_id.removeprefix(scene) for record_id in group} for group in found), key=min)
