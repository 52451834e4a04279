"""Looking for cycles is put off and taken up again, whatever happens in between."""

import gc

import pytest

from bole.kernel.collecting import without_collection


def test_it_is_taken_up_again_whatever_happens() -> None:
    def fail() -> None:
        with without_collection():
            assert not gc.isenabled()
            raise ValueError("x")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"):
        fail()
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    with without_collection():
        with without_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
