"""查找单位: by a part of the name, its sounds, or its credit code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.registry.found import Asked, Found, Hit, Hits, asked, having_words, one_of, page_of
from bole.apps.registry.labels import code_words, place_words
from bole.apps.registry.models import Mark, Organisation, OrganisationWord
from bole.apps.registry.names import plain_name
from bole.apps.registry.person_search import OPEN
from bole.apps.registry.pinyin import beginnings
from bole.apps.registry.reach import begins, organisations_in_reach
from bole.apps.registry.search_words import pairs, sound_pairs
from bole.kernel.messages import N_, _

_BY: Final[Mapping[str, str]] = {
    "name": N_("名称"),
    "pinyin": N_("拼音"),
    "credit_code": N_("统一社会信用代码"),
    "organisation": N_("单位编号"),
}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """查到的单位: one body found."""

    organisation: int
    name: str
    credit_code: str
    kind: str
    town: str
    size: str
    marks: tuple[str, ...]
    matched_by: str

    @property
    def matched_by_label(self) -> str:
        """What it was found by, in words."""
        return _(_BY[self.matched_by])


def organisation_search(
    *, words: str, actor: Actor, at: datetime, page: int = 1, size: int = 20
) -> Found[OrganisationRow]:
    """查找单位. Raises BoleError: not allowed, or words too short."""
    actor.require("organisation.read")
    question, hits = asked(words), Hits()
    body_hits(hits, question, actor, "organisation.read")
    plainly = plain_name(question.text)
    order = hits.things(lambda hit: plain_name(hit.name) == plainly)
    shown = page_of(order, page, size)
    return Found(_rows(shown, localdate(at)), len(order), max(page, 1), max(size, 1), hits.capped)


def body_hits(hits: Hits, question: Asked, actor: Actor, permission: str) -> None:
    """Which bodies the actor reaches of those that the words find."""
    within = Organisation.objects.filter(OPEN, organisations_in_reach(actor, permission))
    if question.number:
        hits.add(within.filter(credit_code=question.number), "credit_code")
        if question.number.isascii() and question.number.isdigit() and len(question.number) <= 12:
            hits.add(within.filter(thing=int(question.number)), "organisation")
    _by_name(hits, within, question)


def _by_name(hits: Hits, within: QuerySet[Organisation], question: Asked) -> None:
    text = plain_name(question.text)
    words = pairs(text)
    if words:
        hits.add(having_words(within, OrganisationWord, words), "name", lambda name: text in plain_name(name))
    if not question.letters:
        return
    for sounds in beginnings(question.letters):
        hits.add(within.filter(begins("pinyin", sounds)), "pinyin")
        together = sound_pairs(sounds.split())
        if together:
            hits.add(having_words(within, OrganisationWord, together), "pinyin")


def _rows(hits: Sequence[Hit], today: date) -> tuple[OrganisationRow, ...]:
    things = [hit.thing for hit in hits]
    bodies = {body.thing: body for body in Organisation.objects.filter(OPEN, thing__in=things)}
    marks = marks_of(things, today)
    return tuple(_row(bodies[hit.thing], hit.by, marks.get(hit.thing, ())) for hit in hits if hit.thing in bodies)


def _row(body: Organisation, by: str, marks: Iterable[str]) -> OrganisationRow:
    return OrganisationRow(
        organisation=body.thing,
        name=body.name,
        credit_code=body.credit_code,
        kind=code_words("organisation-kind", body.kind),
        town=place_words(body.town or body.city),
        size=code_words("firm-size", body.size),
        marks=tuple(code_words("organisation-mark", kind) for kind in marks),
        matched_by=by,
    )


def marks_of(organisations: Sequence[int], today: date) -> Mapping[int, Sequence[str]]:
    """The marks that each has on a day, as codes."""
    lasting = one_of(Q(until__isnull=True), Q(until__gte=today))
    found: dict[int, list[str]] = {}
    marks = Mark.objects.filter(OPEN, lasting, organisation__in=organisations, started_on__lte=today)
    for organisation, kind in marks.order_by("started_on", "pk").values_list("organisation", "kind"):
        if kind not in found.setdefault(organisation, []):
            found[organisation].append(kind)
    return found
