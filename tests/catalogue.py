"""What the tests of the house look through: the modules of bole and what they declare."""

import importlib
import pkgutil
from types import ModuleType

import bole
from bole.conf.start import start_django
from bole.kernel.errors import ErrorKind


def modules() -> list[ModuleType]:
    """Every module of the package, imported; those with tables need Django."""
    start_django()
    return [bole] + [importlib.import_module(found.name) for found in pkgutil.walk_packages(bole.__path__, "bole.")]


def declared_errors() -> list[ErrorKind]:
    """Every error kind that a module declares, each object once."""
    kinds = {
        id(value): value for module in modules() for value in vars(module).values() if isinstance(value, ErrorKind)
    }
    return sorted(kinds.values(), key=lambda kind: kind.code)
