"""What tests of the apps share: Django and a database."""

import pytest

from tests.databases import start_for_tests


def pytest_configure(config: pytest.Config) -> None:
    start_for_tests(config)
