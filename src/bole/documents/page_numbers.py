"""页码: the numbers of pages, on lines of their own or glued to the first line of a page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

_PAGE_NUMBER = re.compile(
    r"[-—–―─－·•]{1,3} ?\d{1,4} ?[-—–―─－·•]{1,3}|第 ?\d{1,4} ?页(?: ?[,，/]? ?共 ?\d{1,4} ?页)?|\d{1,3} ?/ ?\d{1,3}"
    r"|[Pp]age ?\d{1,4}(?: ?of ?\d{1,4})?"
)
_GLUED = re.compile(r"\d{1,4}(?=[\u4e00-\u9fff])")
_LINE_OVER = re.compile(r"[。！？；：!?;:]$|^$")
_FEWEST_PAGES = 3
_FEWEST_LINES = 8
"""A page has at least so many lines."""
_LONGEST_PAGE = 80


def is_page_number(line: str) -> bool:
    """Whether a line holds nothing but a page number in one of its usual dresses."""
    return len(line) <= 24 and _PAGE_NUMBER.fullmatch(line.strip()) is not None


def glued_page_numbers(lines: Sequence[str]) -> dict[int, int]:
    """Lines that begin with the number of their page and no blank behind it -> how many characters that is.

    A copied pdf leaves them so (教学水 / 112平). They count on by one, a page apart, and most of them break a sentence.
    """
    glued = {i: int(m.group()) for i, line in enumerate(lines) if (m := _GLUED.match(line))}
    out: dict[int, int] = {}
    for chain in _chains(glued):
        broken = sum(1 for i in chain if i and not _LINE_OVER.search(lines[i - 1].strip()))
        if len(chain) >= _FEWEST_PAGES and 2 * broken > len(chain):
            out.update({i: len(str(glued[i])) for i in chain})
            out.update(_before_figures(lines, chain, glued))
    return out


def _chains(glued: dict[int, int]) -> list[list[int]]:
    """Runs of lines whose numbers count on (a page or two may be missing) with a page of lines between."""
    chains: list[list[int]] = []
    for i, number in glued.items():
        for chain in reversed(chains[-4:]):
            pages, gap = number - glued[chain[-1]], i - chain[-1]
            if 1 <= pages <= 3 and _FEWEST_LINES * pages <= gap <= _LONGEST_PAGE * pages:
                chain.append(i)
                break
        else:
            chains.append([i])
    return chains


def _before_figures(lines: Sequence[str], chain: list[int], glued: dict[int, int]) -> dict[int, int]:
    """The pages that a chain leaves out, where the number stands before another one (106 / 13.3)."""
    numbers = [glued[i] for i in chain]
    out: dict[int, int] = {}
    for missing in range(numbers[0], numbers[-1]):
        k = bisect_left(numbers, missing)
        if numbers[k] == missing:
            continue
        found = [i for i in range(chain[k - 1] + 1, chain[k]) if re.match(rf"{missing}\d{{1,2}}\.\d", lines[i])]
        out.update({i: len(str(missing)) for i in found[:1]})
    return out
