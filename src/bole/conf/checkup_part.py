"""体检的结果: what was found of a part."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """体检的结果: green or red, in words; red says what to do."""

    green: bool
    told: str
    remedy: str = ""


def green(told: str) -> Found:
    """好."""
    return Found(True, told)


def red(told: str, remedy: str) -> Found:
    """有问题, and what to do about it."""
    return Found(False, told, remedy)
