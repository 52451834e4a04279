"""事项: the kinds of case that a place handles, as its packs say: by which flow, for which scheme, asking what.

A kind is data (`services/*.toml` of a pack), and so is its flow (`flows/*.toml`). A new kind is a new entry; a flow of
a pack above serves those below.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bole.kernel.clauses import ClauseRef
from bole.kernel.facts import Kind
from bole.kernel.flow import Flow

FOUND, QUICK, ORDINARY = "found", "quick", "ordinary"
CLASSES: Final = (FOUND, QUICK, ORDINARY)
"""办理方式: 免申即享 (found, and confirmed), 快申快享 (only what is missing is asked), applied for (申请办理)."""

GUARDS: Final[Mapping[str, str]] = {
    "complete": "every file that is asked for is there",
    "entitled": "the rules say yes on today's facts",
    "not-refused": "the rules do not say no on today's facts: yes, or a person decides, or no rule does",
    "another-person": "not whoever did the last step of review",
    "another-decider": "not whoever decided the first time",
    "in-appeal-time": "not later than the last day for an appeal",
    "scored": "enough experts have scored",
    "places-left": "the quota is not used up",
    "stock-left": "there is something to be given",
}
"""前提: what a step may ask; that nobody acts on his own case, and that conflicts are declared, is asked of each."""

EFFECTS: Final[Mapping[str, str]] = {
    "freeze": "the facts are decided on again, and what was decided on is kept with the case",
    "commit": "the sum is committed on its fund; refused where the balance does not reach",
    "uncommit": "what was committed is free again",
    "ask": "the applicant is told what is missing, all at once",
    "notify": "the applicant is told the outcome",
    "letter": "a letter of confirmation is given its number",
    "take-place": "one of the places of the quota is taken",
    "take-stock": "the thing asked for is his from now on",
    "free-stock": "and is free again",
}
"""后果: what a step may do besides changing the state."""

BANK_ACCOUNT: Final = "bank_account"
"""The name of the question after the account that money goes to, the same in every kind."""
QUESTION_KINDS: Final = (
    "text",
    "note",
    "count",
    "money",
    "date",
    "choice",
    "flag",
    "bank-account",
    "organisation",
    "person",
)
"""What an answer is; a `person` is a member of the family or somebody put forward, by name and number."""


DECLARED: Final = ("housing", "loan", "service")
"""可申报的事实: the fact tables of which the applicant tells a row, since no department sends them."""
ANSWERS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.CODE: ("choice",),
    Kind.FLAG: ("flag",),
    Kind.MONEY: ("money",),
    Kind.DATE: ("date",),
    Kind.COUNT: ("count",),
}
"""Which kinds of question can answer for a column of a kind."""


@dataclass(frozen=True, slots=True)
class Question:
    """问题: what an application asks."""

    name: str
    title: str
    title_en: str
    kind: str
    hint: str = ""
    hint_en: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str, str], ...] = ()
    """Of a choice: code, title, title in English."""
    known_from: str = ""
    """来源: the fact (table.column) that answers it, which the applicant only confirms; of the table that the kind
    declares, the column that the answer fills."""


@dataclass(frozen=True, slots=True)
class Material:
    """材料: a file that an application asks for."""

    name: str
    title: str
    title_en: str
    optional: bool = False
    unless: tuple[str, ...] = ()
    """Names of criteria: the file is asked for only where one of them cannot be told from the register."""


@dataclass(frozen=True, slots=True)
class Declares:
    """申报: the application itself is the fact that the scheme decides about: a lease, a loan that is asked for.

    Answers whose `known_from` names a column of the table fill it; the rest is said here.
    """

    table: str
    """One of DECLARED."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Columns that are the same in every application, by name."""
    day: str = ""
    """The column that the day of application fills; "" for none."""


@dataclass(frozen=True, slots=True)
class CaseKind:
    """事项."""

    id: str
    """For example "zhongshan.skill-upgrade-grant"; its pack's id before the point."""
    title: str
    title_en: str
    flow: Flow
    mode: str
    """One of CLASSES."""
    scheme: str = ""
    """The scheme whose rows are claimed; "" where none decides."""
    by: str = "person"
    """Who applies: "person" or "organisation"."""
    cites: ClauseRef | None = None
    promised: int = 0
    """承诺办结: working days altogether; 0: not said."""
    legal: int = 0
    """法定办结: working days altogether; 0: not said."""
    verified: bool = False
    """Whether the days and materials were compared with a document of the office."""
    questions: tuple[Question, ...] = ()
    materials: tuple[Material, ...] = ()
    fund: str = ""
    """The fund that pays; "" where nothing is paid."""
    appeal_days: int = 0
    """复核申请期限: calendar days after a refusal; 0: none."""
    quota: int = 0
    """名额; 0: none."""
    stock: str = ""
    """库存: the kind of thing that is given out ("flat"); "" for none."""
    scorers: int = 0
    """How many experts score; 0: none do."""
    note: str = ""
    note_en: str = ""
    declares: Declares | None = None
    """What an application tells the register; None where it rests on a fact that is there already."""
    place: str = field(default="", compare=False)
    """File and line."""
