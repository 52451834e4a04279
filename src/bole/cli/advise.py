"""下一步: `bole advise SNAPSHOT --person ID`, what one more step would bring, the best lawful choice first."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bole.cli.files import check_outputs, console, print_json, write_output
from bole.cli.options import (
    SnapshotCommand,
    as_of_option,
    json_option,
    language_option,
    output_option,
    packs_option,
    schemes_option,
    snapshot_argument,
)
from bole.cli.persons import person_option, schemes_of_persons, tell_quarantine, words_for
from bole.kernel.messages import _

if TYPE_CHECKING:
    from bole.policy.advise import Advice
    from bole.policy.handling import Handling
    from bole.policy.pack import Packs
    from bole.policy.scheme import Scheme
    from bole.policy.snapshot import Snapshot


def command() -> click.Command:
    """The verb, its texts in the language in use."""
    return SnapshotCommand(
        "advise",
        callback=advise,
        params=[
            snapshot_argument(),
            person_option(),
            as_of_option(),
            schemes_option(_("只看这些政策项目；不写时看本地适用的全部。")),
            output_option("html", _("写成一个网页，可离线打开，手机上也好读。")),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_(
            "告诉一个人下一步做什么能多得多少：现在可以申领的（不能都得的，挑合计最多的），"
            "补什么材料，再考一级证书，等到哪一天，最后一天是哪天。"
        ),
    )


def advise(
    snapshot: Path,
    person: int,
    as_of: date,
    scheme: tuple[str, ...],
    html: Path | None,
    packs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Find one person's next steps."""
    from bole.policy.pack import load_packs
    from bole.policy.readings.wording import naming
    from bole.policy.snapshot import files_of, open_snapshot

    check_outputs(files_of(snapshot), html)
    known = load_packs(packs)
    with naming(known.names, known.titles, known.names_en):
        with open_snapshot(snapshot) as opened:
            schemes = schemes_of_persons(known, opened, scheme)
            advice = _advice(opened, person, schemes, as_of)
            told = words_for(known, opened, person, as_of)
            tell_quarantine(opened)
        handlings = _handlings(known, schemes, as_of)
        if html:
            from bole.cli.advise_page import advice_page

            text = advice_page(told, advice, handlings)
            write_output(lambda beside: _write(beside, text), html)
        if as_json:
            from bole.policy.readings.advice_words import to_json

            print_json(to_json(advice, handlings))
        else:
            from bole.cli.advise_terminal import print_advice

            print_advice(told, advice, handlings, console())
        return 0


def _advice(opened: "Snapshot", person: int, schemes: "Sequence[Scheme]", as_of: date) -> "Advice":
    from bole.policy.advise import advise as steps_of
    from bole.policy.choices import Standing
    from bole.policy.explanations import file_of
    from bole.policy.readings.function import PersonRules

    file = file_of(opened, person, schemes, as_of)
    covered = frozenset(name for name in opened.facts.tables if opened.coverage(name, as_of))
    return steps_of(Standing(PersonRules(schemes), person, file, as_of, covered), place=opened.manifest.place)


def _handlings(known: "Packs", schemes: "Sequence[Scheme]", as_of: date) -> "dict[str, Handling]":
    from bole.policy.handling import handling_of

    return {scheme.id: handling_of(scheme, known[scheme.id.partition(".")[0]], as_of) for scheme in schemes}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
