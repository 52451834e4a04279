"""城市: what a register of a city is drawn from: the figures of its pack and of those above it, ready for drawing.

`FIGURES` names every figure and its shape. One that a city does not give is taken from its province or the nation; one
that nobody gives, or that nobody would read, is an error.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bole.kernel.codes import CODES
from bole.kernel.errors import BoleError
from bole.policy.marked_yaml import nearest
from bole.policy.pack import Pack, Packs
from bole.policy.population import Figure, Shape
from bole.synth.draws import Wheel
from bole.synth.errors import NO_CITY, NO_FIGURE, NO_SUCH_FIGURE, NO_SUCH_KEY, OTHER_SHAPE

PROVIDERS: Final = ("higher", "secondary", "technician", "private")
"""高职院校、中职学校、技工院校、民办培训学校."""
SLIPS: Final = (
    *("wrong-digit", "swapped-digits", "fifteen-digit", "masked", "rounded", "row-above", "parent"),
    *("homophone", "look-alike", "traditional", "swapped-name", "spaced-name"),
    *("day-month", "new-year", "office-phone"),
)
"""差错 in a record that a department sends: of the number, the name, the date of birth and the phone."""
WRONG_ROWS: Final = ("bad-date", "unknown-code", "negative", "missing-cell", "duplicate-row")
"""错行 of a department's file."""
LEVELS: Final = tuple(str(rank) for rank in range(1, 9))
PERCENTILES: Final = ("p10", "p25", "p50", "p75", "p90")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a figure must look like; `keys` closes the keys it may have."""

    shape: Shape
    keys: tuple[str, ...] = ()
    optional: bool = False
    complete: bool = False
    """Whether every one of `keys` must be there."""


def _of(system: str) -> tuple[str, ...]:
    return tuple(CODES[system])


FIGURES: Final[Mapping[str, Wanted]] = {
    "as_of": Wanted("day"),
    # people
    "towns": Wanted("numbers"),
    "ages": Wanted("numbers"),
    "men": Wanted("percent"),
    "twins": Wanted("percent"),
    "household_here": Wanted("percent"),
    "household_in_province": Wanted("percent"),
    "residence_here": Wanted("percent"),
    "elsewhere": Wanted("numbers"),
    "origins": Wanted("numbers", _of("origin")),
    "education": Wanted("numbers"),
    "students": Wanted("percent"),
    "pensioners": Wanted("percent"),
    "status": Wanted("numbers", _of("employment-status")),
    "without_rows": Wanted("percent"),
    "missing": Wanted("percent"),
    "borders": Wanted("percent"),
    "busy": Wanted("percent"),
    # employers
    "people_per_employer": Wanted("number"),
    "industries": Wanted("numbers"),
    "firm_sizes": Wanted("numbers", _of("firm-size"), complete=True),
    "staff_by_size": Wanted("numbers", _of("firm-size"), complete=True),
    "providers": Wanted("numbers", PROVIDERS, complete=True),
    "assessors": Wanted("number"),
    "associations": Wanted("number"),
    "filed_firms": Wanted("number"),
    "marks": Wanted("percents", tuple(c for c in _of("organisation-mark") if c != "assessor")),
    # work and insurance
    "former_posts": Wanted("numbers"),
    "posts": Wanted("numbers", _of("post-kind")),
    "work_here": Wanted("percent"),
    "wages": Wanted("numbers", PERCENTILES, complete=True),
    "minimum_wage": Wanted("number"),
    "level_pay": Wanted("numbers", ("0", *LEVELS), complete=True),
    "insured": Wanted("percent"),
    "insurance_here": Wanted("percent"),
    "insurance_kinds": Wanted("percents", _of("insurance-kind")),
    "insurance_spells": Wanted("numbers"),
    "insurance_open": Wanted("percent"),
    # skill
    "skilled": Wanted("percent"),
    "levels": Wanted("numbers", LEVELS),
    "certificates": Wanted("numbers"),
    "certificate_kinds": Wanted("numbers", _of("certificate-kind")),
    "digital": Wanted("percent"),
    "digital_trades": Wanted("numbers"),
    "other_trades": Wanted("numbers"),
    "fields": Wanted("numbers"),
    "routes": Wanted("numbers", _of("assessment-route")),
    "recent": Wanted("percent"),
    "revoked": Wanted("percent"),
    "titled": Wanted("percent"),
    "titles": Wanted("numbers", ("1", "2", "3", "4")),
    "trained": Wanted("percent"),
    "programmes": Wanted("numbers"),
    "layers": Wanted("numbers", _of("trainee-layer")),
    "passed": Wanted("percent"),
    "certified": Wanted("percent"),
    "vouchers": Wanted("percent"),
    "voucher_used": Wanted("percent"),
    # honours and what follows from them
    "awarded": Wanted("percent"),
    "award_kinds": Wanted("numbers", _of("award-kind")),
    "award_tiers": Wanted("numbers", _of("award-tier")),
    "talents": Wanted("percents", _of("talent-kind")),
    "nominated": Wanted("percent"),
    "nominations": Wanted("numbers", _of("nomination-programme")),
    "loans": Wanted("percent"),
    "loan_products": Wanted("numbers", _of("loan-product")),
    "housing": Wanted("percents", _of("housing-kind")),
    "served": Wanted("percent"),
    "services": Wanted("numbers", _of("service-kind")),
    # claims and payments
    "digital_claims": Wanted("percent"),
    "claimed": Wanted("percent"),
    "paid": Wanted("percent"),
    "corrected": Wanted("percent"),
    "grants": Wanted("numbers", LEVELS, complete=True),
    "certificate_schemes": Wanted("numbers"),
    "training_schemes": Wanted("numbers", optional=True),
    "person_schemes": Wanted("numbers", optional=True),
    "organisation_schemes": Wanted("numbers", optional=True),
    # what goes wrong in the departments' files
    "slips": Wanted("percents", SLIPS, complete=True),
    "wrong_rows": Wanted("percents", WRONG_ROWS, complete=True),
}
"""Every figure a city is drawn from."""


@dataclass(frozen=True)
class City:
    """城市: its place and the figures that a register of it is drawn from."""

    id: str
    place: str
    title: str
    title_en: str
    figures: Mapping[str, Figure]
    trade_names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Codes of occupations to their names."""
    _wheels: dict[str, Wheel] = field(default_factory=dict, repr=False, compare=False)

    @property
    def province(self) -> str:
        """The code of the province."""
        return f"{self.place[:2]}0000"

    @property
    def as_of(self) -> date:
        """The day that the register is of where nothing else is asked for."""
        day = self.figures["as_of"].day
        assert day is not None
        return day

    def number(self, name: str) -> int:
        """A single number; a percentage in millionths."""
        return self.figures[name].numbers[""]

    def numbers(self, name: str) -> Mapping[str, int]:
        """Numbers by key, empty where the city does not have this figure."""
        return self.figures[name].numbers if name in self.figures else {}

    def wheel(self, name: str) -> Wheel:
        """The codes of a figure by weight."""
        if name not in self._wheels:
            self._wheels[name] = Wheel(self.numbers(name))
        return self._wheels[name]

    @property
    def elsewhere(self) -> Wheel:
        """Other cities by weight."""
        if "elsewhere" not in self._wheels:
            others = {code: weight for code, weight in self.numbers("elsewhere").items() if code != self.place}
            self._wheels["elsewhere"] = Wheel(others)
        return self._wheels["elsewhere"]

    @property
    def assumed(self) -> int:
        """How many figures nobody has compared with a source at hand."""
        return sum(not figure.verified for figure in self.figures.values())


def cities(packs: Packs) -> list[str]:
    """The ids of the packs of cities that have figures of their own."""
    return [pack.id for pack in packs.values() if pack.level == "city" and pack.library.own_population]


def city_of(packs: Packs, id: str) -> City:
    """The city of that id; raises BoleError where there is none, or a figure is absent, unknown or of another shape."""
    known = cities(packs)
    if id not in known:
        raise BoleError(NO_CITY, id=id, known=", ".join(known) or "-")
    return city_from(packs[id], packs.names.get("occupation", {}))


def city_from(pack: Pack, trade_names: Mapping[str, str] | None = None) -> City:
    """The city of a pack; raises BoleError as `city_of`."""
    figures = pack.library.population
    for figure in figures.values():
        if figure.name not in FIGURES:
            near = nearest(figure.name, FIGURES)
            raise BoleError(NO_SUCH_FIGURE, place=figure.place, name=figure.name, nearest=near)
        _check(figure, FIGURES[figure.name])
    for name, wanted in FIGURES.items():
        if name not in figures and not wanted.optional:
            raise BoleError(NO_FIGURE, city=pack.id, name=name, shape=wanted.shape)
    if not any(weight for code, weight in figures["elsewhere"].numbers.items() if code != pack.place):
        raise BoleError(NO_FIGURE, city=pack.id, name="elsewhere", shape="numbers")
    return City(pack.id, pack.place, pack.title, pack.title_en, figures, trade_names or {})


def _check(figure: Figure, wanted: Wanted) -> None:
    if figure.shape != wanted.shape:
        raise BoleError(OTHER_SHAPE, place=figure.place, name=figure.name, wanted=wanted.shape, found=figure.shape)
    for key in _foreign(figure, wanted):
        known = ", ".join(wanted.keys) or _KEY_FORMS.get(figure.name, "-")
        raise BoleError(NO_SUCH_KEY, place=figure.place, name=figure.name, key=key, known=known)
    for key in wanted.keys if wanted.complete else ():
        if key not in figure.numbers:
            raise BoleError(NO_FIGURE, city=figure.place, name=f"{figure.name}.{key}", shape=figure.shape)
    if figure.shape == "numbers" and not sum(figure.numbers.values()):
        raise BoleError(NO_FIGURE, city=figure.place, name=figure.name, shape=figure.shape)


_KEY_FORMS: Final = {"ages": "16-19", "towns": "442000001, 440103", "certificates": "1 … 6", "former_posts": "0 … 3"}
_WHOLE_KEYS: Final = {"certificates": (1, 6), "former_posts": (0, 3), "insurance_spells": (1, 4)}


def _foreign(figure: Figure, wanted: Wanted) -> Iterable[str]:
    """Keys that the figure may not have."""
    if wanted.keys:
        return [key for key in figure.numbers if key not in wanted.keys]
    if figure.name in _WHOLE_KEYS:
        low, high = _WHOLE_KEYS[figure.name]
        return [key for key in figure.numbers if not (key.isascii() and key.isdigit() and low <= int(key) <= high)]
    if figure.name == "ages":
        return [key for key in figure.numbers if band_of(key) is None]
    if figure.name in ("towns", "elsewhere"):
        return [key for key in figure.numbers if not (key.isascii() and key.isdigit() and len(key) in (6, 9))]
    return []


def band_of(key: str) -> tuple[int, int] | None:
    """First and last year of age of "16-19"; None for what is no such band."""
    low, _, high = key.partition("-")
    if not (key.isascii() and low.isdigit() and high.isdigit() and len(key) < 8):
        return None
    return (int(low), int(high)) if int(low) <= int(high) <= 120 else None
