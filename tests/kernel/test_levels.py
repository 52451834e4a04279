"""Levels: ranks rise, printed numbers fall, 0 is none."""

import pytest

from bole.kernel.levels import NONE, SCALES, LevelName, Scale, SkillLevel, TitleLevel


def test_eight_skill_levels_rise_from_apprentice_to_chief() -> None:
    scale = SCALES["skill-level"]
    assert [level.label for level in scale.levels] == (
        "学徒工 初级工 中级工 高级工 技师 高级技师 特级技师 首席技师".split()
    )
    assert [level.rank for level in scale.levels] == sorted(SkillLevel)


def test_printed_numbers_run_against_the_rank_and_three_levels_have_none() -> None:
    printed = [level.number for level in SCALES["skill-level"].levels]
    assert printed == [None, 5, 4, 3, 2, 1, None, None]
    senior = SCALES["skill-level"].numbered(3)
    assert senior is not None
    assert senior.rank == SkillLevel.SENIOR
    assert SCALES["skill-level"].numbered(6) is None


def test_every_scale_names_every_rank_of_its_own() -> None:
    assert {name: scale.highest for name, scale in SCALES.items()} == {
        "skill-level": 8,
        "title-level": len(TitleLevel),
        "certificate-grade": 3,
    }
    for name, scale in SCALES.items():
        assert scale.name == name
        assert scale.level(0) is NONE
        assert all(level.label and level.label_en for level in scale.levels)


@pytest.mark.parametrize("rank", [-1, 9])
def test_a_rank_off_the_scale_is_refused(rank: int) -> None:
    with pytest.raises(ValueError, match="ranks 0 to 8"):
        SCALES["skill-level"].level(rank)


def test_a_scale_with_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="1, 2, 3"):
        Scale("stars", "星级", "stars", (LevelName(1, "一星", "one star"), LevelName(3, "三星", "three stars")))
