"""齐全: what an application lacks, everything at once: questions not answered, and files that are asked for.

A file that stands in for what the register knows (`unless`) is asked for only where the register cannot tell it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bole.apps.cases.deciding import decided
from bole.apps.cases.models import Case, CaseFile
from bole.apps.cases.sealed import answers_of
from bole.kernel.messages import language
from bole.policy.case_kinds import CaseKind, Material, Question


def title_of(one: Question | Material) -> str:
    """题目 in the language in use."""
    return one.title_en if language() == "en" else one.title


def hint_of(one: Question) -> str:
    """填写说明 in the language in use."""
    return one.hint_en if language() == "en" else one.hint


def materials_asked(kind: CaseKind, unknown: Collection[str] | None) -> Sequence[Material]:
    """材料 that are asked for: `unknown` has the names of the criteria that cannot be told; None: nobody has asked."""
    # What the applicant tells himself is not known from the register: the paper proves it.
    declared = kind.declares is not None
    return [
        material
        for material in kind.materials
        if not material.unless or unknown is None or declared or any(name in unknown for name in material.unless)
    ]


def lacking(
    kind: CaseKind, answers: Mapping[str, str], files: Collection[str], unknown: Collection[str] | None
) -> list[str]:
    """What is missing, in words: first the answers, then the files."""
    questions = [q for q in kind.questions if not q.optional and not answers.get(q.name, "").strip()]
    materials = [m for m in materials_asked(kind, unknown) if not m.optional and m.name not in files]
    return [*map(title_of, questions), *map(title_of, materials)]


def missing_of(case: Case, kind: CaseKind, at: datetime) -> list[str]:
    """What a case lacks now."""
    files = set(CaseFile.objects.filter(case=case, removed_at=None).values_list("material", flat=True))
    return lacking(kind, answers_of(case), files, unknown_of(case, kind, at))


def unknown_of(case: Case, kind: CaseKind, at: datetime) -> Collection[str] | None:
    """Names of criteria that the register cannot tell of this case; None where no rule decides it."""
    if not any(material.unless for material in kind.materials):
        return None
    found = decided(case, at)
    return None if found is None else found.unknown
