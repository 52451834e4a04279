"""承诺清单: `rules.yaml` of a pack, which scheme answers which promise of a document, and what nobody wrote.

    - row: ZS-000-1.2.4
      what: 紧缺工种上浮
      what_en: uplift for shortage trades
      cites: {document: zhongshan-134115, path: 一/(二)/一是}
      schemes: [zhongshan.skill-upgrade]
      missing: 2025年有没有新目录，文件没有说      # only where the text gives no figure or leaves it to a person
      missing_en: ...

A row is named by city, document and clause, each once over all packs. A promise without a scheme says what is missing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bole.kernel.clauses import ClauseRef
from bole.policy import errors
from bole.policy.clause_index import check_citation
from bole.policy.dated import read_citation
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields, nearest, read_list

if TYPE_CHECKING:
    from bole.policy.pack import Pack, Packs
    from bole.policy.scheme import Scheme

PROMISES: Final = "rules.yaml"
_ROW: Final = re.compile(r"[A-Z]{2}-\d{3}-\d+\.\d+\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Promise:
    """承诺: one promise of a document, the schemes that answer it, and what the text leaves out."""

    row: str
    what: str
    what_en: str
    cites: ClauseRef
    schemes: tuple[str, ...]
    missing: str
    missing_en: str
    place: str


def read_promises(packs: "Packs") -> dict[str, tuple[Promise, ...]]:
    """The promises of every pack by its id; raises PackError with all that is wrong in the files."""
    faults = Faults()
    seen: dict[str, Promise] = {}
    found = {pack.id: tuple(_of_pack(pack, packs.schemes, seen, faults)) for pack in packs.values()}
    faults.raise_any()
    return found


def _of_pack(pack: "Pack", schemes: "Mapping[str, Scheme]", seen: dict[str, Promise], faults: Faults) -> list[Promise]:
    file = pack.folder / PROMISES
    found = []
    for fields in read_list(file, faults) if file.is_file() else []:
        promise = _promise(fields, pack, schemes)
        if promise is None:
            continue
        if promise.row in seen:
            fields.fault(errors.ID_TWICE, fields.line_of("row"), id=promise.row, where=seen[promise.row].place)
        seen[promise.row] = promise
        found.append(promise)
    return found


def _promise(fields: Fields, pack: "Pack", schemes: "Mapping[str, Scheme]") -> Promise | None:
    row, what, what_en = fields.text("row"), fields.text("what"), fields.text("what_en")
    cites = read_citation(fields, lambda ref: check_citation(pack.library.documents, ref).at_hand)
    answered = fields.words("schemes")
    missing = fields.text("missing", required=False)
    missing_en = fields.text("missing_en", required=False)
    fields.close()
    if row and not _ROW.fullmatch(row):
        fields.fault(errors.PROMISE_SHAPE, fields.line_of("row"), what=row)
    if bool(missing) != bool(missing_en) or not (answered or missing):
        fields.fault(errors.PROMISE_SHAPE, fields.line_of("missing"), what="missing, missing_en")
    in_sight = {id_ for library in pack.library.chain for id_ in schemes if id_.startswith(f"{library.pack}.")}
    for id_ in sorted(set(answered) - in_sight):
        fields.fault(errors.UNKNOWN_ID, fields.line_of("schemes"), id=id_, nearest=nearest(id_, in_sight))
    if cites is None:
        return None
    place = f"{fields.file}:{fields.line}"
    return Promise(row, what, what_en, cites[0], answered, missing, missing_en, place)
