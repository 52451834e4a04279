"""Folders of an invented pack, each file of which a test may replace."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bole.kernel.errors import BoleError
from bole.policy.errors import PackError
from bole.policy.pack import Packs, load_packs

HASH = "ab" * 32

PACK = 'id = "langyu"\ntitle = "琅屿市"\ntitle_en = "Langyu"\nplace = "609900"\nlevel = "city"\n'
DOCUMENTS = f"""\
- id: langyu-6
  title: 琅屿市技能人才办法
  number: 琅政〔2031〕6号
  issued_on: 2031-01-05
  in_force_from: 2031-02-01
  status: at_hand
  clauses:
    二/(一): {HASH}
    二/(二): {HASH}
- id: langyu-unseen
  title: 没有拿到的办法
  number: null
  issued_on: null
  in_force_from: null
  status: not_at_hand
  clauses: {{}}
"""
PARAMETER = """\
id: langyu.uplift
title: 上浮比例
title_en: uplift
unit: percent
entries:
  - from: 2031-01-01
    until: 2031-12-31
    value: 30
    cites: {document: langyu-6, path: 二/(一)}
    verified: true
  - from: 2032-01-01
    value: "12.5"
    cites: {document: langyu-6, path: 二/(一)}
    verified: true
"""
CATALOGUE = """\
id: langyu.standard
title: 补贴标准
title_en: standard
keys:
  - {name: trade, kind: code}
  - {name: level, kind: level, system: skill-level}
values:
  - {name: amount, kind: money, label: 标准, label_en: amount}
editions:
  - file: standard-2031.csv
    from: 2031-01-01
    cites: {document: langyu-6, path: 二/(二)}
    verified: true
"""
ROWS = "trade,level,amount\n船模工,高级工,1040.50\n船模工,5,2000\n灯塔工,高级工,900\n"


def write_pack(folder: Path, files: Mapping[str, str | bytes] = {}, *, id: str = "langyu", parent: str = "") -> Path:
    """A pack that is right, with the files given written over it; an empty text leaves a file out."""
    sheet = PACK.replace("langyu", id) + (f'parent = "{parent}"\n' if parent else "")
    whole: dict[str, str | bytes] = {
        "pack.toml": sheet,
        "documents.yaml": DOCUMENTS.replace("langyu", id),
        "parameters/uplift.yaml": PARAMETER.replace("langyu", id),
        "catalogues/standard.yaml": CATALOGUE.replace("langyu", id),
        "catalogues/standard-2031.csv": ROWS,
    }
    for name, content in (whole | dict(files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def load(folder: Path) -> Packs:
    """The packs below a folder, without the built-in ones."""
    return load_packs([folder], built_in=False)


def faults_of(folder: Path) -> list[BoleError]:
    """Every fault that loading a folder and its schemes finds."""
    with pytest.raises(PackError) as raised:
        _ = load(folder).schemes
    return list(raised.value.faults)


def told(folder: Path) -> list[str]:
    """Each fault as `code file:line`, the file without the folder."""
    return [f"{fault.code} {fault.place.removeprefix(f'{folder}/')}" for fault in faults_of(folder)]
