"""Formats know the errors of payments, and those the registers: Django is loaded."""

import pytest

from tests.databases import start_for_tests


def pytest_configure(config: pytest.Config) -> None:
    start_for_tests(config)
