"""人才库的办理: pools are set up, people enter them, rise from reserve to member, leave with a reason, and come again.

Each change is a new row of the register: what was known before stays readable. Nobody is in one pool twice at once,
which the database holds as well.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.registry import errors
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.by_hand import day_checked, filled, recorded
from bole.apps.registry.models import Pool, PoolMember
from bole.apps.registry.person_search import OPEN
from bole.apps.registry.reach import person_reached
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

KINDS: Final[Mapping[str, str]] = {
    "talent": N_("人才库"),
    "expert": N_("专家库"),
    "mentor": N_("导师库"),
    "teacher": N_("兼职教师库"),
    "committee": N_("专家委员会"),
}
"""类别 of a pool, in words."""
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_LONGEST_CODE: Final = 40
_DISTRICT: Final = re.compile(r"(\d{4}|\d{6}|\d{9})?", re.ASCII)
_AFTER_LEAVING: Final = N_("上次出库的次日")
_AFTER_ENTERING: Final = N_("入库日期")
_AFTER_PROMOTION: Final = N_("转正日期")


@transaction.atomic
def pool_create(
    *, code: str, name: str, kind: str, actor: Actor, at: datetime, rule: str = "", district: str = ""
) -> int:
    """设立一个库, of the whole city or of a district. Raises BoleError: not allowed there, a bad or taken code."""
    actor.require("pool.manage", district=district)
    if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE:
        raise BoleError(errors.BAD_POOL_CODE, found=code)
    if kind not in KINDS:
        known = "、".join(_(label) for label in KINDS.values())
        raise BoleError(errors.UNKNOWN_CHOICE, found=kind, field=_("类别"), known=known)
    if not _DISTRICT.fullmatch(district):
        raise BoleError(errors.NOT_A_DIVISION)
    name = filled(name, N_("名称"), most=120)
    rule = filled(rule, N_("入库条件"), most=500) if rule.strip() else ""
    made, new = Pool.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "rule": rule, "district": district}
    )
    if not new:
        raise BoleError(errors.POOL_TAKEN, code=code)
    record("pool.created", actor=actor, at=at, about=("pool", made.pk), data={"kind": kind, "district": district})
    return made.pk


def pool_reached(pool: int, actor: Actor, permission: str) -> Pool:
    """The pool; raises BoleError where it is out of reach, and the same where there is none."""
    found = Pool.objects.filter(pk=pool).first()
    if found is None or not in_reach(found, actor, permission):
        raise not_allowed(permission)
    return found


def in_reach(pool: Pool, actor: Actor, permission: str) -> bool:
    """Whether the actor's districts and the pool's have a place in common."""
    districts = actor.districts(permission)
    if districts is None:
        return True
    return any(pool.district.startswith(own) or own.startswith(pool.district) for own in districts)


@transaction.atomic
def member_enter(*, pool: int, person: int, on: date, actor: Actor, at: datetime, reserve: bool = False) -> int:
    """入库, as a member or as a reserve; the number of the record. Raises BoleError.

    Who left comes again on a later day, as a record of its own.
    """
    found = pool_reached(pool, actor, "pool.admit")
    person_reached(person, actor, "pool.admit", own="")
    register_lock()
    before = PoolMember.objects.filter(OPEN, pool=found, person=person)
    inside = before.filter(left_on__isnull=True).first()
    if inside is not None:
        raise BoleError(errors.IN_POOL_ALREADY, day=inside.entered_on.isoformat(), pool=found.name)
    last: date | None = before.aggregate(last=Max("left_on"))["last"]
    day_checked(on, at, first=None if last is None else last + timedelta(days=1), why=_AFTER_LEAVING)
    values = {"pool_id": found.pk, "person": person, "reserve": reserve, "entered_on": on, "valid_from": on}
    thing = recorded(PoolMember, values, actor=actor, at=at)
    told: Mapping[str, int | bool] = {"pool": found.pk, "reserve": reserve}
    record("pool.entered", actor=actor, at=at, about=("poolmember", thing), data=told)
    return thing


@transaction.atomic
def member_promote(*, member: int, on: date, actor: Actor, at: datetime) -> None:
    """后备转正. Raises BoleError: out of reach, no reserve, left already, a day that cannot be."""
    held = _inside(member, actor)
    if not held.reserve:
        raise BoleError(errors.NOT_RESERVE)
    day_checked(on, at, first=held.entered_on, why=_AFTER_ENTERING)
    recorded(PoolMember, {"reserve": False, "promoted_on": on}, actor=actor, at=at, thing=member)
    record("pool.promoted", actor=actor, at=at, about=("poolmember", member), data={"pool": held.pool_id})


@transaction.atomic
def member_leave(*, member: int, on: date, reason: str, actor: Actor, at: datetime) -> None:
    """出库, with the last day in the pool and the reason. Raises BoleError."""
    held = _inside(member, actor)
    why = filled(reason, N_("出库原因"))
    promoted = held.promoted_on is not None
    day_checked(
        on, at, first=held.promoted_on or held.entered_on, why=_AFTER_PROMOTION if promoted else _AFTER_ENTERING
    )
    values: dict[str, Any] = {"left_on": on, "why_left": why, "valid_until": on}
    recorded(PoolMember, values, actor=actor, at=at, thing=member)
    record("pool.left", actor=actor, at=at, about=("poolmember", member), data={"pool": held.pool_id})


def _inside(member: int, actor: Actor) -> PoolMember:
    """Who is still in a pool, with the register locked. Raises BoleError."""
    register_lock()
    held = member_reached(member, actor, "pool.admit")
    if held.left_on is not None:
        raise BoleError(errors.LEFT_ALREADY, day=held.left_on.isoformat())
    return held


def member_reached(member: int, actor: Actor, permission: str) -> PoolMember:
    """The record of an entry; raises BoleError where pool or person is out of reach, and the same where it is none."""
    held = PoolMember.objects.filter(OPEN, thing=member).first()
    pool_reached(-1 if held is None else held.pool_id, actor, permission)
    assert held is not None
    person_reached(held.person, actor, permission, own="")
    return held
