"""合成登记库: a synthetic register of a city, for trying rules on when no real one may be used.

Everybody in it is invented; its structure (towns, ages, levels, trades, firms, providers, insurance, claims) follows
the figures in the packs of the city and of those above it, each with its source.

    register = Register(city_of(load_packs(), "zhongshan"), people=100_000, seed=7)
    register.write(Path("register"))
"""

from bole.synth.city import City, cities, city_of
from bole.synth.register import Register

__all__ = ["City", "Register", "cities", "city_of"]
