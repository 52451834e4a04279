"""上下文: the words and the time around a number, and what they can make of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bole.documents.periods import Reach, TimeExpression


class Standing(Enum):
    """性质: what a number is to the authority that printed it."""

    PROMISE = "promise"
    FACT = "fact"
    NEITHER = "neither"
    UNSURE = "unsure"


class Section(Enum):
    """段落性质: what the headings above a passage make of the numbers in it."""

    PLAIN = "plain"
    CONDITIONS = "conditions"
    BACKGROUND = "background"
    UPCOMING = "upcoming"
    RETROSPECT = "retrospect"
    """The part of a work report that looks back: what stands there was reached."""


class Genre(Enum):
    """文种: whether a document promises (方案, 意见), answers (答复), reports (总结, 汇报) or only tells (新闻)."""

    PLAN = "plan"
    REPLY = "reply"
    REPORT = "report"
    NEWS = "news"


@dataclass(slots=True)
class Surroundings:
    """上下文: the words around a number, cut at its comma clause and its sentence, and what holds there."""

    sentence_before: str
    clause_before: str
    clause_after: str
    sentence_after: str
    time: TimeExpression | None
    section: Section
    reply: bool
    report: bool
    """The document tells what was done (工作总结, 情况汇报)."""
    continues: bool
    """A promise stands before it in the same sentence."""
    past_cited: bool = False
    time_at: int = -1
    """Where in `sentence_before` the time expression begins; negative where it stands before."""
    later: bool = False
    """The time lies in a year after that of the issue, or a deadline stands behind the number."""
    opening: str = ""
    """How the full sentence begins, where semicolons part it from the number: 今年以来,…;举办集市19场."""
    news: bool = False
    """No word of the document looks ahead: 今年 is the part of the year that is over."""
    tabled: bool = False
    """It stands in the task cell of a table."""
    printed: str = ""
    """The number itself with its unit."""

    @property
    def dated_goal(self) -> bool:
        """A deadline of the future governs."""
        time = self.time
        return time is not None and time.reach is Reach.PASSAGE and not time.past and time.deadline

    @property
    def recurs(self) -> bool:
        """每年, 每季度 or the like governs."""
        return self.time is not None and self.time.periods[0].startswith(("annual", "every"))
