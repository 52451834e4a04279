"""取词: finds the texts of the templates for the message catalogue; `make messages` and the tests call it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, Final

_SAID: Final = re.compile(r"""\{%\s*say\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")


def extract(
    file: IO[bytes], keywords: Sequence[str], comment_tags: Sequence[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, str, Iterable[str]]]:
    """Babel's way of asking: line, keyword, text and comments of each `{% say "…" %}`."""
    del keywords, comment_tags, options  # the tag has one form
    for number, line in enumerate(file.read().decode("utf-8").splitlines(), 1):
        for found in _SAID.finditer(line):
            yield number, "_", found[1] if found[1] is not None else found[2], ()
