"""`bole find`: everybody decided again; what is found is written once, and nothing where it is only tried."""

import json
from pathlib import Path
from typing import Any

from tests.apps.registry.people import certificate, code, householder
from tests.cli.consoles import bole
from tests.cli.test_import import sent
from tests.conftest import ROOT

PACKS = str(ROOT / "src" / "bole" / "samples" / "zhongshan-assumed")
AROUND = {"BOLE_PLACE": "442000", "BOLE_PACKS": PACKS, "BOLE_COVERED": "claim,payment,employment,insurance"}
DAY = "2025-09-30"
BODY = "样例评价中心"


def filled(home: Path, folder: Path) -> None:
    body = {"单位名称": BODY, "统一社会信用代码": code(77), "单位类别": "培训机构", "是否社会培训评价组织": "是"}
    paid = certificate(1, 证书编号="Y1", 职业编码="6-31-07-03", 发证机构=BODY, 发证日期="2025-06-03")
    for kind, row in (("employers", body), ("household", householder(1)), ("certificates", paid)):
        assert bole(home, "import", sent(folder, row), "--as", kind, **AROUND).returncode == 0


def told(home: Path, *arguments: object) -> Any:
    ended = bole(home, *arguments, "--json", **AROUND)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_everybody_is_decided_and_told_once(home: Path, tmp_path: Path) -> None:
    filled(home, tmp_path)
    dry = told(home, "find", "--as-of", DAY, "--dry-run")
    assert (dry["persons"], dry["dry_run"], dry["told"]) == (1, True, 0)
    first = told(home, "find", "--as-of", DAY)
    assert first["found"] == dry["found"] > 0
    assert first["told"] > 0
    again = told(home, "find", "--as-of", DAY)
    assert (again["found"], again["told"], again["unchanged"]) == (0, 0, first["found"])


def test_without_a_place_it_says_so(home: Path) -> None:
    ended = bole(home, "find")
    assert (ended.returncode, "BOLE-V003" in ended.stderr) == (2, True)
