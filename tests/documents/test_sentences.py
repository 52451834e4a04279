"""承诺与否: some five hundred sentences of the genre, each with the targets it holds, in two files beside this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.figures import targets

PLANS = Path(__file__).with_name("sentences.txt")
REPLIES = Path(__file__).with_name("sentences_of_replies.txt")


def labelled(path: Path) -> list[tuple[str, list[str]]]:
    """Each sentence with its answers; `-` is none."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    parted = [line.rpartition("|") for line in lines]
    return [(s.strip(), [] if a.strip() == "-" else [x.strip() for x in a.split(";")]) for s, _, a in parted]


def answers(sentence: str, *, reply: bool = False) -> list[str]:
    """The targets of a sentence as the files write them."""
    found = []
    for comparator, value, unit, period in targets(sentence, reply=reply):
        printed = list(value) if isinstance(value, tuple) else value
        found.append(f"{comparator}{printed}{unit} {period}".strip())
    return found


def differences(found: list[str], expected: list[str]) -> tuple[list[str], list[str]]:
    """What is missing and what is too much; answers with ~ are neither."""
    left, missing = list(found), []
    for answer in expected:
        bare = answer.removeprefix("~")
        if bare in left:
            left.remove(bare)
        elif bare == answer:
            missing.append(answer)
    return missing, left


@pytest.mark.parametrize(("sentence", "expected"), labelled(PLANS))
def test_a_sentence_of_a_plan_promises_what_is_written_beside_it(sentence: str, expected: list[str]) -> None:
    assert differences(answers(sentence), expected) == ([], [])


@pytest.mark.parametrize(("sentence", "expected"), labelled(REPLIES))
def test_a_sentence_of_a_reply_promises_what_is_written_beside_it(sentence: str, expected: list[str]) -> None:
    assert differences(answers(sentence, reply=True), expected) == ([], [])
