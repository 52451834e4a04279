"""事项的检查: what the kinds of case of packs say about schemes, held against the schemes themselves."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import _
from bole.policy import flow_errors
from bole.policy.case_kinds import FOUND, ORDINARY, QUICK, CaseKind
from bole.policy.flow_words import MODES_TOLD
from bole.policy.handling import NO_APPLICATION, PROCEDURE, Handling, handling_of
from bole.policy.handling import QUICK as QUICKLY
from bole.policy.marked_yaml import nearest

if TYPE_CHECKING:
    from bole.policy.pack import Pack, Packs
    from bole.policy.scheme import Scheme

_MODES: Final = {NO_APPLICATION: FOUND, QUICKLY: QUICK, PROCEDURE: ORDINARY}
"""How a kind is handled, by what the scheme asks and what data come by themselves."""


def check_kinds(packs: "Packs") -> list[BoleError]:
    """Every fault of the kinds of all packs that only the schemes can tell."""
    return [fault for pack in packs.values() for kind in pack.kinds.values() for fault in _faults(kind, pack)]


def _faults(kind: CaseKind, pack: "Pack") -> Iterator[BoleError]:
    if not kind.scheme:
        return
    schemes = _in_sight(pack)
    scheme = schemes.get(kind.scheme)
    if scheme is None:
        yield _at(kind, flow_errors.KIND_SCHEME, id=kind.scheme, nearest=nearest(kind.scheme, schemes))
        return
    payee = scheme.pays.type.system if scheme.pays is not None else ""
    if payee and payee != kind.by:
        yield _at(kind, flow_errors.OTHER_PAYEE, scheme=scheme.id, payee=payee, by=kind.by)
    if kind.flow.pays and not scheme.amounts:
        yield _at(kind, flow_errors.NOTHING_PAID, flow=kind.flow.id, scheme=scheme.id)
    if kind.declares and kind.declares.table != scheme.per:
        yield _at(kind, flow_errors.DECLARES_OTHER, table=kind.declares.table, scheme=scheme.id, per=scheme.per)
    names = [criterion.name for criterion in scheme.criteria]
    for material in kind.materials:
        for name in material.unless:
            if name not in names:
                params = {"material": material.name, "name": name, "nearest": nearest(name, names)}
                yield _at(kind, flow_errors.UNKNOWN_CRITERION, **params, known=", ".join(names))


def _in_sight(pack: "Pack") -> "dict[str, Scheme]":
    return {**(_in_sight(pack.above) if pack.above else {}), **pack.schemes}


def _at(kind: CaseKind, error: ErrorKind, **params: object) -> BoleError:
    return BoleError(error, place=kind.place, **params)


# --- how a kind is handled, as written and as computed ---


def computed_mode(kind: CaseKind, pack: "Pack", day: date) -> tuple[str, Handling] | None:
    """办理方式 as the scheme's criteria and the data sources make it on a day; None where no scheme decides."""
    scheme = _in_sight(pack).get(kind.scheme)
    if scheme is None:
        return None
    handling = handling_of(scheme, pack, day)
    return _MODES[handling.kind], handling


def mode_findings(packs: "Packs", day: date) -> list[BoleError]:
    """Kinds whose sheet says another way than the computation; to be known, not to be refused."""
    return [
        finding
        for pack in packs.values()
        for kind in pack.kinds.values()
        if (finding := _mode_finding(kind, pack, day))
    ]


def _mode_finding(kind: CaseKind, pack: "Pack", day: date) -> BoleError | None:
    computed = computed_mode(kind, pack, day)
    if computed is None or computed[0] == kind.mode:
        return None
    mode, handling = computed
    why = [*handling.judged, *handling.open, *(f"{table}.{column}" for table, column in handling.to_bring)]
    params = {"mode": _(MODES_TOLD[kind.mode]), "computed": _(MODES_TOLD[mode]), "why": ", ".join(why) or "-"}
    return _at(kind, flow_errors.OTHER_MODE, **params)


def permission_faults(packs: "Packs", permissions: Iterable[str]) -> list[BoleError]:
    """Steps that ask for a permission that nobody can have; the permissions are those of accounts."""
    known = tuple(permissions)
    return [
        BoleError(flow_errors.NO_PERMISSION, place=flow.place, flow=flow.id, word=who, nearest=nearest(who, known))
        for flow in packs.flows.values()
        for who in flow.whos
        if who not in known
    ]
