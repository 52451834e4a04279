"""方案文件: `schemes/*.py` of a pack, loaded by path inside the pack's library.

A scheme file may import the vocabulary, the kernel and a few modules of the standard library; nothing else of Bole, no
other pack, nothing that reaches the machine. Whatever goes wrong in it is told with its file and line.
"""

import ast
import builtins
import hashlib
import importlib.util
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Final

from bole.kernel.errors import BoleError
from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.library import Library, loading
from bole.policy.marked_yaml import read_text

if TYPE_CHECKING:
    from bole.policy.scheme import Scheme

_ALLOWED: Final = ("bole.policy.vocabulary", "bole.kernel")
_STANDARD: Final = frozenset(
    {"__future__", "collections", "dataclasses", "datetime", "enum", "functools", "itertools", "typing"}
)


_MODULES: Final = frozenset(sys.stdlib_module_names) - _STANDARD - {"abc"}
_WITHHELD: Final = ("open", "eval", "exec", "compile", "input", "print", "breakpoint", "exit", "quit", "help")
_WORDS: Final = {name: value for name, value in vars(builtins).items() if name not in _WITHHELD}
"""内置词: a rule has nothing to read, to ask or to say on its own; what it printed would stand among the answers."""

SECONDS: Final = 10
"""So long may a file work before it is taken for one without end; the largest take less than one."""


class _SourceOnly(SourceFileLoader):
    """Compiles what the file says now: no stale byte code, and none is left in a pack's folder."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


def load_scheme_file(file: Path, pack: str, library: Library, faults: Faults) -> "list[Scheme]":
    """The schemes that a file defines; faults go to `faults`."""
    from bole.policy.scheme import Scheme

    if not _clean(file, faults):
        return []
    module = _loaded(file, pack, library, faults)
    if module is None:
        return []
    schemes = [value for value in vars(module).values() if isinstance(value, Scheme)]
    for scheme in schemes:
        if not scheme.id.startswith(f"{pack}."):
            faults.found.append(BoleError(errors.FOREIGN_ID, place=scheme.place, id=scheme.id, pack=pack))
    return list({id(scheme): scheme for scheme in schemes}.values())


def _clean(file: Path, faults: Faults) -> bool:
    """Whether the file can be parsed and imports nothing that it may not."""
    text = read_text(file, faults)
    if text is None:
        return False
    try:
        tree = ast.parse(text, str(file))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        faults.add(errors.SCHEME_FAILED, file, getattr(error, "lineno", None) or 1, what=_told(error))
        return False
    foreign = [(name, line) for name, line in _imports(tree) if not _may_import(name)] + list(_reached(tree))
    for name, line in foreign:
        faults.add(errors.FOREIGN_IMPORT, file, line, module=name)
    return not foreign


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from ((f"{start}.{alias.name}" if start == "bole" else start, node.lineno) for alias in node.names)


def _reached(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What comes in by another door: `typing.sys`, `from typing import sys`, `__import__`, `().__class__`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _may_import(str(node.module)) and node.module != "collections":
            yield from ((f"{node.module}.{a.name}", node.lineno) for a in node.names if a.name in _MODULES)
        elif isinstance(node, ast.Attribute) and (node.attr.startswith("__") or _of_module(node)):
            yield f"….{node.attr}", node.lineno
        elif isinstance(node, ast.Name) and node.id.startswith("__"):
            yield node.id, node.lineno


def _of_module(node: ast.Attribute) -> bool:
    return node.attr in _MODULES and isinstance(node.value, ast.Name) and node.value.id in _STANDARD


def _may_import(name: str) -> bool:
    return name.partition(".")[0] in _STANDARD or any(name == a or name.startswith(f"{a}.") for a in _ALLOWED)


def _loaded(file: Path, pack: str, library: Library, faults: Faults) -> ModuleType | None:
    # Two packs may have files of one name, and one pack may be loaded from two folders.
    name = f"bole_scheme_{hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]}_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file, loader=_SourceOnly(name, str(file)))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = sys.modules.get(name)
    sys.modules[name] = module
    module.__dict__["__builtins__"] = dict(_WORDS)
    try:
        with loading(library), _in_time():
            spec.loader.exec_module(module)
        return module
    except BoleError as error:
        placed = error.place or f"{file}:{_line(error, file)}"
        faults.found.append(BoleError(error.kind, place=placed, **error.params))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a pack's own code may fail in any way
        faults.add(errors.SCHEME_FAILED, file, _line(error, file), what=_told(error))
    if before is None:
        del sys.modules[name]
    else:
        sys.modules[name] = before
    return None


@contextmanager
def _in_time() -> Iterator[None]:
    """Ends what has no end, by TimeoutError; only where the system can interrupt the one thread that may be."""
    if not hasattr(signal, "SIGVTALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_number: int, _frame: object) -> None:
        raise TimeoutError(f"> {SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _line(error: BaseException, file: Path) -> int:
    """The last line of the file that was being run."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file) and frame.lineno]
    return lines[-1] if lines else 1


def _told(error: BaseException) -> str:
    told = " ".join(str(error).split())
    return f"{type(error).__name__}: {told}" if told else type(error).__name__
