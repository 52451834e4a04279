"""一个人的命令: what the verbs that speak to one person share: who, which schemes, and the words around them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_, _

if TYPE_CHECKING:
    from bole.policy.explain_words import Told
    from bole.policy.pack import Packs
    from bole.policy.scheme import Scheme
    from bole.policy.snapshot import Snapshot

# What was given is not repeated: somebody may have typed the number of an identity card.
NOT_A_PERSON = ErrorKind(
    "BOLE-C006",
    N_("--person 应是快照里的个人编号：不超过 14 位的数字。"),
    N_("不要用身份证号；个人编号见登记库，或由经办人提供。"),
)


def person_option() -> click.Option:
    """--person ID."""
    told = _("个人编号，不是身份证号。")
    return click.Option(["--person"], metavar="ID", required=True, callback=_person, help=told)


def _person(_context: click.Context, _option: click.Parameter, given: str) -> int:
    from bole.kernel.facts import LARGEST_ID

    if not (given.isascii() and given.isdigit()) or len(given) > 100 or int(given) > LARGEST_ID:
        raise BoleError(NOT_A_PERSON)
    return int(given)


def schemes_of_persons(known: "Packs", opened: "Snapshot", asked: Sequence[str]) -> "list[Scheme]":
    """Those asked for; else those of the person's place, or of every place where no pack knows it."""
    from bole.policy.explanations import check_of_persons, of_persons
    from bole.policy.runs import fits, schemes_for

    if asked:
        schemes = schemes_for(known, "", asked)
        check_of_persons(opened.facts, schemes)
        return schemes
    every = [scheme for scheme in schemes_for(known, opened.manifest.place) if of_persons(opened.facts, scheme)]
    pack = {scheme.id: known[scheme.id.partition(".")[0]] for scheme in every}
    own = [scheme for scheme in every if fits(pack[scheme.id], opened.manifest.place)]
    # What holds in the whole nation fits everywhere, and says nothing of the place.
    return own if any(pack[scheme.id].level != "nation" for scheme in own) else every


def words_for(known: "Packs", opened: "Snapshot", person: int, as_of: date) -> "Told":
    """What the words need beside the decisions."""
    from bole.policy.explain_words import Told

    titles = {id: document.title for pack in known.values() for id, document in pack.library.documents.items()}
    return Told(person, as_of, opened.as_of, titles)


def tell_quarantine(opened: "Snapshot") -> None:
    """Rows set apart may be this person's."""
    if opened.quarantine.height:
        count = opened.quarantine.height
        click.echo(_("快照里有 {count} 处错误被隔离，其中可能有这个人的记录。", count=count), err=True)
