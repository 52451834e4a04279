"""伯乐: a city's skilled-talent policy, executable."""

__version__ = "0.1.0"
