"""population.yaml: read as written, from the nearest pack, and every mistake told with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bole.kernel.errors import BoleError
from bole.policy.errors import PackError
from bole.policy.pack import Pack, load_packs
from bole.synth import City, city_of
from bole.synth.city import FIGURES, band_of
from bole.synth.draws import SLOTS, Wheel

CITIES = ("guangzhou", "jiangmen", "zhongshan", "zibo")
Written = Callable[[str], Pack]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Reads a pack of an invented city below Guangdong with this population."""

    def read(population: str) -> Pack:
        folder = tmp_path / "banyue"
        folder.mkdir(exist_ok=True)
        (folder / "pack.toml").write_text(
            'id = "banyue"\ntitle = "半月市"\ntitle_en = "Banyue"\nplace = "609800"\n'
            'level = "city"\nparent = "guangdong"\n',
            encoding="utf-8",
        )
        (folder / "population.yaml").write_text(population, encoding="utf-8")
        return load_packs([tmp_path])["banyue"]

    return read


def city(tmp_path: Path) -> City:
    return city_of(load_packs([tmp_path]), "banyue")


TOWN = 'towns: {numbers: {"609801": 1}, source: 自编, verified: false}\n'


# what is read


def test_every_figure_of_the_four_cities_has_a_source_and_is_wanted() -> None:
    packs = load_packs()
    for name in CITIES:
        found = city_of(packs, name)
        assert set(found.figures) <= set(FIGURES)
        for figure in found.figures.values():
            assert figure.source or figure.cites
            assert figure.cites or not figure.verified
        assert 0 < found.assumed < len(found.figures) + 1


def test_a_city_has_what_the_packs_above_say_unless_it_says_it_itself(written: Written, tmp_path: Path) -> None:
    written(TOWN + 'men: {percent: "12.3456", source: 自编, verified: false}\n')
    found, packs = city(tmp_path), load_packs()
    assert found.number("men") == 123_456
    assert found.numbers("wages") == packs["guangdong"].library.population["wages"].numbers
    assert found.numbers("origins") == packs["nation"].library.population["origins"].numbers
    assert (found.place, found.province, found.title) == ("609800", "600000", "半月市")


def test_the_letter_of_zhongshan_is_cited_and_compared() -> None:
    figure = load_packs()["zhongshan"].library.population["providers"]
    assert dict(figure.numbers) == {"higher": 2, "secondary": 6, "technician": 6, "private": 45}
    assert figure.verified
    assert figure.cites is not None
    assert figure.cites.document == "zhongshan-134115"


# what is refused, with its line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('men: {percent: "50", verified: false}\n', "BOLE-P005"),
        ('men: {percent: "50", source: 自编}\n', "BOLE-P005"),
        ('men: {percent: "101", source: 自编, verified: false}\n', "BOLE-P221"),
        ('men: {percent: "-1", source: 自编, verified: false}\n', "BOLE-P221"),
        ('men: {percent: "1.23456", source: 自编, verified: false}\n', "BOLE-P221"),
        ("men: {percent: 5e1, source: 自编, verified: false}\n", "BOLE-P221"),
        ("men: {percent: [50], source: 自编, verified: false}\n", "BOLE-P006"),
        ('men: {percent: "50", number: 5, source: 自编, verified: false}\n', "BOLE-P220"),
        ("men: {source: 自编, verified: false}\n", "BOLE-P220"),
        ("men: 50\n", "BOLE-P008"),
        ("- men\n", "BOLE-P008"),
        ("towns: {numbers: {}, source: 自编, verified: false}\n", "BOLE-P221"),
        ('towns: {numbers: {"609801": many}, source: 自编, verified: false}\n', "BOLE-P221"),
        ("as_of: {day: 2025-02-30, source: 自编, verified: false}\n", "BOLE-P010"),
        ('men: {percent: "50", source: 自编, verified: true}\n', "BOLE-P023"),
        ('men: {percent: "50", cites: {document: nowhere}, verified: false}\n', "BOLE-P021"),
        ('men: {percent: "50", cites: {document: guangdong-training-subsidies}, verified: true}\n', "BOLE-P023"),
        ('men: {percent: "50", source: 自编, verified: false, kind: 2}\n', "BOLE-P004"),
        ('men: {percent: "50", source: 自编, verified: false}\nmen: {}\n', "BOLE-P003"),
    ],
)
def test_a_figure_written_wrongly(written: Written, text: str, code: str) -> None:
    with pytest.raises(PackError) as caught:
        written(text)
    [fault] = [fault for fault in caught.value.faults if fault.code == code]
    assert "population.yaml:" in fault.place


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ('mne: {percent: "50", source: 自编, verified: false}\n', "BOLE-S004", "“men”"),
        ("men: {number: 50, source: 自编, verified: false}\n", "BOLE-S003", "percent"),
        ('ages: {numbers: {"young": 1}, source: 自编, verified: false}\n', "BOLE-S005", "16-19"),
        ('ages: {numbers: {"40-30": 1}, source: 自编, verified: false}\n', "BOLE-S005", "40-30"),
        ("origins: {numbers: {mars: 1}, source: 自编, verified: false}\n", "BOLE-S005", "hongkong"),
        ('certificates: {numbers: {"7": 1}, source: 自编, verified: false}\n', "BOLE-S005", "7"),
        ('towns: {numbers: {"half": 1}, source: 自编, verified: false}\n', "BOLE-S005", "half"),
        ("wages: {numbers: {p50: 1}, source: 自编, verified: false}\n", "BOLE-S002", "p10"),
        ("industries: {numbers: {C: 0}, source: 自编, verified: false}\n", "BOLE-S002", "industries"),
        ('elsewhere: {numbers: {"609800": 1}, source: 自编, verified: false}\n', "BOLE-S002", "elsewhere"),
    ],
)
def test_a_figure_that_says_something_else(written: Written, tmp_path: Path, text: str, code: str, told: str) -> None:
    written(text if text.startswith("towns") else TOWN + text)
    with pytest.raises(BoleError, match=code) as caught:
        city(tmp_path)
    assert told in str(caught.value)


def test_a_city_without_towns(written: Written, tmp_path: Path) -> None:
    written('men: {percent: "50", source: 自编, verified: false}\n')
    with pytest.raises(BoleError, match="BOLE-S002") as caught:
        city(tmp_path)
    assert "towns" in str(caught.value)


# drawing


@pytest.mark.parametrize(("key", "band"), [("16-19", (16, 19)), ("30-30", (30, 30)), ("19", None), ("a-b", None)])
def test_bands_of_age(key: str, band: tuple[int, int] | None) -> None:
    assert band_of(key) == band


def test_a_code_of_any_weight_has_a_slot_and_the_others_their_share() -> None:
    wheel = Wheel({"often": 10**9, "never": 0, "seldom": 1, "half": 10**9})
    found = [int((wheel.slots == at).sum()) for at in range(len(wheel.codes))]
    assert list(wheel.codes) == ["often", "seldom", "half"]
    assert found[1] == 1
    assert sum(found) == SLOTS
    assert abs(found[0] - found[2]) <= 2
    assert Wheel({"only": 3}).slots.max() == 0
