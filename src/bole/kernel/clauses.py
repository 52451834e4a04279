"""条款出处: where a rule rests, as document and path."""

import re
from dataclasses import dataclass
from typing import Self

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_

NOT_A_CLAUSE = ErrorKind("BOLE-K007", N_("“{text}”不是条款出处。"), N_("请写成 文件编号#条款，例如 {example}。"))

EXAMPLE = "langyu-2031#一/(二)/一是"

_DOCUMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
# A path may hold "#" itself: rows of a table are #1, #2.
_STEP = re.compile(r"[^\s/]+(?: [^\s/]+)*")


@dataclass(frozen=True, slots=True, order=True)
class ClauseRef:
    """条款出处: a clause ref, the id of a document and the path of one of its clauses, `langyu-2031#一/(二)/一是`."""

    document: str
    """Lower-case words joined by hyphens, the place first."""
    path: str
    """Marks from the outermost clause inward, joined by "/"; "" stands for the document as a whole."""

    def __post_init__(self) -> None:
        """Raises BoleError where document or path is not so written."""
        steps = self.path.split("/") if self.path else []
        if not _DOCUMENT.fullmatch(self.document) or not all(_STEP.fullmatch(step) for step in steps):
            raise BoleError(NOT_A_CLAUSE, text=str(self), example=EXAMPLE)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what `str` gives; raises BoleError for anything else."""
        document, mark, path = text.partition("#")
        if bool(mark) != bool(path):
            raise BoleError(NOT_A_CLAUSE, text=text, example=EXAMPLE)
        return cls(document, path)

    def __str__(self) -> str:
        return f"{self.document}#{self.path}" if self.path else self.document
