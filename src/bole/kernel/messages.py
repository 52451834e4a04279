"""界面文字: what a user reads, in his language.

The source language is Chinese: a message id is the Chinese sentence itself, so `zh` needs no catalogue of its own and
`locale/en/LC_MESSAGES/bole.po` holds the English. (`locale/zh` has the words of the command-line library, whose source
is English.)
"""

import gettext
import os
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh", "en")
DOMAIN: Final = "bole"
LOCALE: Final = Path(__file__).parent.parent / "locale"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """语言: the language in use; the chosen one, else BOLE_LANG, else Chinese."""
    asked = _chosen.get() or os.environ.get("BOLE_LANG", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def use_language(code: str | None) -> None:
    """Choose "zh" or "en" for this thread of work; None goes back to BOLE_LANG. Raises ValueError for another code."""
    if code is not None and code not in LANGUAGES:
        raise ValueError(code)
    _chosen.set(code)


def _(message: str, /, **params: object) -> str:
    """The message in the language in use, with its {named} places filled from `params`."""
    text = _catalogue(language()).gettext(message)
    return text.format(**params) if params else text


def N_(message: str) -> str:  # noqa: N802 - the usual gettext name
    """Marks a message that is translated later, where it is shown; gives it back unchanged."""
    return message


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[code], fallback=True)
