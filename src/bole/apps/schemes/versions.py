"""政策项目的公布: the rules of a place as the packs have them now, beside those that were published; and publishing.

What was published is told by digests: of the rule, of every parameter and every catalogue. A pack that changes on the
disk changes nothing that was published; the page shows the difference, and a manager publishes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.schemes.errors import CHANGED_MEANWHILE, NO_PLACE
from bole.apps.schemes.models import SchemeVersion
from bole.kernel.errors import BoleError
from bole.kernel.messages import language
from bole.policy.digest import digest
from bole.policy.pack import Packs, load_packs
from bole.policy.runs import local_schemes

if TYPE_CHECKING:
    from bole.policy.scheme import Scheme

NEW, CHANGED, SAME, GONE = "new", "changed", "same", "gone"
STATES: Final = (NEW, CHANGED, SAME, GONE)


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """有规则包的地方."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """一个项目: its published version beside what the packs say now."""

    scheme: str
    title: str
    state: str
    """new: not published; changed: the packs say something else; same; gone: no pack has it any more."""
    number: int | None
    published_at: datetime | None
    published_by: str
    differs: tuple[str, ...]
    """Titles of the parameters and catalogues whose figures differ."""
    rule_differs: bool
    lacking: tuple[str, ...]
    """Titles of what has no figures in some edition."""
    unverified: tuple[str, ...]
    """Titles of what nobody has compared with its source."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """公布前的核对: every scheme of a place, and the digest of it all, which publishing asks to be still the same."""

    place: PlaceShown
    schemes: tuple[VersionShown, ...]
    whole: str

    @property
    def open(self) -> tuple[VersionShown, ...]:
        """What publishing would do something about."""
        return tuple(scheme for scheme in self.schemes if scheme.state != SAME)


def places(packs: Packs | None = None) -> list[PlaceShown]:
    """有规则包的地方: the cities, in the order of their codes."""
    found = (packs or load_packs(())).values()
    cities = [pack for pack in found if pack.level == "city"]
    english = language() == "en"
    shown = (PlaceShown(pack.place, (pack.title_en if english else "") or pack.title) for pack in cities)
    return sorted(shown, key=lambda place: place.code)


def publishing(*, place: str, actor: Actor, folders: Sequence[Path] = ()) -> Publishing:
    """公布前的核对 of a place. Raises BoleError: not allowed, no pack of that place."""
    actor.require("scheme.run")
    packs = load_packs(folders)
    here = _place(packs, place)
    return _publishing(here, local_schemes(packs, place))


@transaction.atomic
def schemes_publish(*, place: str, whole: str, actor: Actor, at: datetime, folders: Sequence[Path] = ()) -> Publishing:
    """公布 everything that differs, as it was looked at: `whole` is the digest of that. Raises BoleError."""
    actor.require("scheme.publish")
    packs = load_packs(folders)
    here, schemes = _place(packs, place), local_schemes(packs, place)
    # Two who publish at once stand in line at the log of events; what the first has done, the second sees.
    record("scheme.published", actor=actor, at=at, data={"place": place, "whole": whole[:16]})
    looked_at = _publishing(here, schemes)
    if looked_at.whole != whole:
        raise BoleError(CHANGED_MEANWHILE)
    wanted = {scheme.id: scheme for scheme in schemes}
    for shown in looked_at.open:
        _withdraw(place, shown.scheme, actor, at)
        if shown.state != GONE:
            _publish(place, wanted[shown.scheme], actor, at)
    return looked_at


def version_in_use(*, place: str, scheme: str) -> int | None:
    """版次 in use, which a decision names; None where none was published."""
    found = SchemeVersion.objects.filter(place=place, scheme=scheme, withdrawn_at=None)
    return found.values_list("number", flat=True).first()


def versions(*, place: str, scheme: str, actor: Actor) -> list[SchemeVersion]:
    """历次公布 of a scheme, the latest first."""
    actor.require("scheme.run")
    return list(SchemeVersion.objects.filter(place=place, scheme=scheme).order_by("-number"))


def _place(packs: Packs, code: str) -> PlaceShown:
    known = places(packs)
    for place in known:
        if place.code == code:
            return place
    raise BoleError(NO_PLACE, code=code, known="、".join(f"{p.title}（{p.code}）" for p in known))


def _publishing(place: PlaceShown, schemes: "Sequence[Scheme]") -> Publishing:
    used = {v.scheme: v for v in SchemeVersion.objects.filter(place=place.code, withdrawn_at=None)}
    shown = [_shown(scheme, used.pop(scheme.id, None)) for scheme in schemes]
    shown += [_gone(version) for version in used.values()]
    whole = digest([[one.scheme, one.state, one.number or 0] for one in shown] + [whole_digest(s) for s in schemes])
    return Publishing(place, tuple(shown), whole)


def _shown(scheme: "Scheme", used: SchemeVersion | None) -> VersionShown:
    english = language() == "en"
    state = NEW if used is None else SAME if used.whole == whole_digest(scheme) else CHANGED
    return VersionShown(
        scheme=scheme.id,
        title=scheme.title.en if english else scheme.title.zh,
        state=state,
        number=None if used is None else used.number,
        published_at=None if used is None else used.published_at,
        published_by="" if used is None else used.published_by,
        differs=() if used is None or state == SAME else _titled(scheme, _differs(scheme, used)),
        rule_differs=used is not None and used.rule != scheme.digest,
        lacking=_titled(scheme, _lacking(scheme)),
        unverified=_titled(scheme, _unverified(scheme)),
    )


def _gone(used: SchemeVersion) -> VersionShown:
    title = used.title_en if language() == "en" and used.title_en else used.title
    return VersionShown(used.scheme, title, GONE, used.number, used.published_at, used.published_by, (), False, (), ())


def _differs(scheme: "Scheme", used: SchemeVersion) -> list[str]:
    now = _parts(scheme)
    then: Mapping[str, str] = {**used.parameters, **used.catalogues}
    return sorted(id for id in now.keys() | then.keys() if now.get(id) != then.get(id))


def _titled(scheme: "Scheme", ids: Sequence[str]) -> tuple[str, ...]:
    """Parameters and catalogues by their titles; the id where the scheme reads it no longer."""
    titles = {id: (one.title, one.title_en) for id, one in scheme.parameters().items()}
    titles |= {id: (one.title, one.title_en) for id, one in scheme.catalogues().items()}
    place = 1 if language() == "en" else 0
    return tuple(titles[id][place] if id in titles else id for id in ids)


def _parts(scheme: "Scheme") -> dict[str, str]:
    figures = {id: one.digest for id, one in scheme.parameters().items()}
    return figures | {id: one.digest for id, one in scheme.catalogues().items()}


def whole_digest(scheme: "Scheme") -> str:
    """总校验值 of a scheme as the packs have it: its rule with all its figures."""
    return digest([scheme.digest, _parts(scheme)])


def _lacking(scheme: "Scheme") -> list[str]:
    """What has no figures in some edition."""
    parameters = [id for id, p in scheme.parameters().items() if any(e.status == "missing" for e in p.entries)]
    lists = [id for id, c in scheme.catalogues().items() if any(e.status in ("missing", "partial") for e in c.editions)]
    return sorted(parameters + lists)


def _unverified(scheme: "Scheme") -> list[str]:
    """What nobody has compared with its source."""
    parameters = [id for id, p in scheme.parameters().items() if not all(e.verified for e in p.entries)]
    lists = [id for id, c in scheme.catalogues().items() if not all(e.verified for e in c.editions)]
    return sorted(parameters + lists)


def _withdraw(place: str, scheme: str, actor: Actor, at: datetime) -> None:
    used = SchemeVersion.objects.filter(place=place, scheme=scheme, withdrawn_at=None)
    used.update(withdrawn_at=at, withdrawn_by=actor.name)


def _publish(place: str, scheme: "Scheme", actor: Actor, at: datetime) -> None:
    before = SchemeVersion.objects.filter(place=place, scheme=scheme.id).order_by("-number").first()
    SchemeVersion.objects.create(
        scheme=scheme.id,
        number=before.number + 1 if before else 1,
        title=scheme.title.zh,
        title_en=scheme.title.en,
        place=place,
        rule=scheme.digest,
        parameters={id: p.digest for id, p in scheme.parameters().items()},
        catalogues={id: c.digest for id, c in scheme.catalogues().items()},
        lacking=_lacking(scheme),
        unverified=_unverified(scheme),
        whole=whole_digest(scheme),
        published_at=at,
        published_by=actor.name,
    )
