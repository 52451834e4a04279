"""核对例子: `bole pack test [ID]`, every example of the packs answered by the rules and compared with its answer."""

from pathlib import Path

import click

from bole.cli.files import print_json, tell_error
from bole.cli.options import json_option, language_option, packs_option
from bole.kernel.messages import _


def command() -> click.Command:
    """The subcommand, its texts in the language in use."""
    return click.Command(
        "test",
        callback=test,
        params=[
            click.Argument(["identity"], metavar="[ID]", required=False, default=""),
            packs_option(),
            json_option(),
            language_option(),
        ],
        help=_("用规则回答 examples 里的每个例子，与例子写的答复比对。有不一致的，结束代码为 1。"),
    )


def test(identity: str, packs: tuple[Path, ...], as_json: bool) -> int:
    """Answer and compare; 1 where an example does not hold, 2 where one cannot be read."""
    from bole.policy.examples import read_examples
    from bole.policy.pack import load_packs

    loaded = load_packs(packs, only=identity)
    own = {pack.id: loaded for pack in loaded.values() if identity in ("", pack.id)}
    if len(own) > 1 and any(pack.library.own_supplies for pack in loaded.values()):
        # What a pack below hands in is not there for the examples of the pack above: each is answered in its own sight.
        own = {id_: load_packs(packs, only=id_) for id_ in own}
    examples = [example for id_, seen in own.items() for example in read_examples(seen[id_], seen.schemes)]
    differing = [fault for example in examples for fault in example.check()]
    if as_json:
        print_json({"examples": len(examples), "differs": [fault.to_json() for fault in differing]})
    else:
        for fault in differing:
            tell_error(fault)
        click.echo(_("例子 {count} 个，不一致 {wrong} 处。", count=len(examples), wrong=len(differing)))
    return 1 if differing else 0
