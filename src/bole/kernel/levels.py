"""等级: skill levels, title levels and certificate grades by rank, low to high.

The numbers printed on certificates run against the rank (五级 is low, 一级 is high) and three levels have none, so
levels are compared by rank and by nothing else. Rank 0 is "none" on every scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final


class SkillLevel(IntEnum):
    """职业技能等级: the skill level of the eight-level worker system; 高技能人才 starts at SENIOR."""

    APPRENTICE = 1
    JUNIOR = 2
    MIDDLE = 3
    SENIOR = 4
    TECHNICIAN = 5
    SENIOR_TECHNICIAN = 6
    SPECIAL_TECHNICIAN = 7
    CHIEF_TECHNICIAN = 8


class TitleLevel(IntEnum):
    """职称级别: the title level of a professional; 副高级 and 正高级 together are what texts call 高级."""

    JUNIOR = 1
    MIDDLE = 2
    ASSOCIATE_SENIOR = 3
    SENIOR = 4


class CertificateGrade(IntEnum):
    """专业技术等级: the certificate grade of an engineer's or a training certificate; no title by itself."""

    JUNIOR = 1
    MIDDLE = 2
    SENIOR = 3


@dataclass(frozen=True, slots=True)
class LevelName:
    """等级名称: the level name in both languages, and the number printed on the certificate where there is one."""

    rank: int
    label: str
    label_en: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """等级序列: one scale of levels, ranks 1 to `highest` without a gap."""

    name: str
    label: str
    label_en: str
    levels: tuple[LevelName, ...]

    def __post_init__(self) -> None:
        """Raises ValueError where the ranks are not 1, 2, 3 ..."""
        if [level.rank for level in self.levels] != list(range(1, len(self.levels) + 1)):
            raise ValueError(f"ranks of scale {self.name} must be 1, 2, 3 ...")

    @property
    def highest(self) -> int:
        """The highest rank."""
        return len(self.levels)

    def level(self, rank: int) -> LevelName:
        """The names of a rank; 0 is "none". Raises ValueError for a rank that the scale does not have."""
        if rank == 0:
            return NONE
        if not 1 <= rank <= self.highest:
            raise ValueError(f"scale {self.name} has ranks 0 to {self.highest}, not {rank}")
        return self.levels[rank - 1]

    def numbered(self, number: int) -> LevelName | None:
        """The level that a certificate prints as this number (3 is 三级, 高级工); None where there is none."""
        return next((level for level in self.levels if level.number == number), None)


NONE: Final = LevelName(0, "无", "none")

_SKILL: Final = (
    LevelName(SkillLevel.APPRENTICE, "学徒工", "apprentice"),
    LevelName(SkillLevel.JUNIOR, "初级工", "junior worker", 5),
    LevelName(SkillLevel.MIDDLE, "中级工", "middle worker", 4),
    LevelName(SkillLevel.SENIOR, "高级工", "senior worker", 3),
    LevelName(SkillLevel.TECHNICIAN, "技师", "technician", 2),
    LevelName(SkillLevel.SENIOR_TECHNICIAN, "高级技师", "senior technician", 1),
    LevelName(SkillLevel.SPECIAL_TECHNICIAN, "特级技师", "special technician"),
    LevelName(SkillLevel.CHIEF_TECHNICIAN, "首席技师", "chief technician"),
)
_TITLE: Final = (
    LevelName(TitleLevel.JUNIOR, "初级职称", "junior title"),
    LevelName(TitleLevel.MIDDLE, "中级职称", "middle title"),
    LevelName(TitleLevel.ASSOCIATE_SENIOR, "副高级职称", "associate senior title"),
    LevelName(TitleLevel.SENIOR, "正高级职称", "senior title"),
)
_GRADE: Final = (
    LevelName(CertificateGrade.JUNIOR, "初级", "junior grade"),
    LevelName(CertificateGrade.MIDDLE, "中级", "middle grade"),
    LevelName(CertificateGrade.SENIOR, "高级", "senior grade"),
)

SCALES: Final[Mapping[str, Scale]] = MappingProxyType(
    {
        scale.name: scale
        for scale in (
            Scale("skill-level", "职业技能等级", "skill level", _SKILL),
            Scale("title-level", "职称级别", "title level", _TITLE),
            Scale("certificate-grade", "专业技术等级", "certificate grade", _GRADE),
        )
    }
)
"""Every scale by name."""
