"""编译界面文字: compiles the message catalogues while a wheel is built, so that no system gettext is needed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = Path("src", "bole", "locale")
THE_SAME_DAY = datetime(2020, 1, 1, tzinfo=UTC)


def compile_catalogues(root: Path) -> list[Path]:
    """Write a .mo beside every .po under src/bole/locale; in an editable install that is where the program reads it."""
    compiled = []
    for source in sorted((root / CATALOGUES).glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        # The header would carry the time of compiling; the same source shall give the same bytes.
        catalogue.creation_date = catalogue.revision_date = THE_SAME_DAY
        target = source.with_suffix(".mo")
        with target.open("wb") as binary:
            write_mo(binary, catalogue)
        compiled.append(target)
    return compiled


class MessagesHook(BuildHookInterface[Any]):
    """The step of hatchling that calls `compile_catalogues`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
