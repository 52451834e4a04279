"""The house itself: names, glossary, texts, dependencies and the lock hold together."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import bole
from bole.cli.entry import VERBS
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "bole"
TEXT_ENDINGS = {
    "",
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".html",
    ".json",
    ".yml",
    ".yaml",
    ".po",
    ".csv",
    ".css",
    ".js",
    ".lock",
}
GENERATED = {"__pycache__", ".venv", ".git", "out", "dist", "node_modules"}
LENGTH = 26  # a passage this long, nearly all Chinese, is a copied sentence
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Written apart, so that this file does not hold what it forbids.
REGISTRIES = "|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "debian"])


@cache
def texts() -> dict[str, str]:
    """Path in the checkout to content, of every text file of the project."""
    folders = ["src", "tests", "docs", "benchmarks", ".ci"]
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")] + list(ROOT.iterdir())
    kept = [
        path for path in files if path.is_file() and path.suffix in TEXT_ENDINGS and not set(path.parts) & GENERATED
    ]
    return {path.relative_to(ROOT).as_posix(): readable(path) for path in kept if not path.name.startswith(".coverage")}


def readable(path: Path) -> str:
    """The content; of a sample in another encoding, what can be read of it."""
    return path.read_bytes().decode("utf-8", errors="ignore")


def python_files(folder: Path = SOURCE) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def words(text: str) -> list[str]:
    """English words of code or prose, lower case and singular: ErrorKind, date_of_issue and "clauses" come apart."""
    found = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text)
    return [re.sub(r"ies$", "y", word.lower()).removesuffix("s") for word in found]


def joined(text: str) -> str:
    return f" {' '.join(words(text))} "


# Glossary

# Where the shapes live that other parts and other programs see; the inside of a step may have words of its own.
CONTRACT = (
    "kernel/",
    *(f"documents/{name}.py" for name in ("reading", "table", "lineage", "compare", "unit_register")),
)


@cache
def glossary() -> dict[str, str]:
    """Chinese term to English word, as docs/glossary.md has them."""
    return dict(glossary_rows())


def glossary_rows() -> list[tuple[str, str]]:
    page = texts()["docs/glossary.md"]
    rows = re.findall(r"^\| (?!中文|---)(.+?) \| (.+?) \| .+ \|$", page, re.M)
    return [(chinese, english) for chinese, english in rows]


def leading_term(docstring: str | None) -> str | None:
    """The Chinese term a docstring opens with, if it opens with one."""
    opening = re.match(r"([\u4e00-\u9fff]+)", docstring or "")
    return opening[1] if opening else None


def classes() -> Iterator[tuple[str, str, str]]:
    """Public classes whose docstring opens with a Chinese term: place, term, and the words around it."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                docstring = ast.get_docstring(node)
                term = leading_term(docstring)
                if term:
                    yield f"{path.relative_to(SOURCE)}: {node.name}", term, f"{node.name} {docstring}"


def test_glossary_gives_each_term_one_word_and_each_word_one_term() -> None:
    rows = glossary_rows()
    assert len(rows) > 30
    assert sorted({chinese for chinese, _ in rows}) == sorted(chinese for chinese, _ in rows)
    assert sorted({english for _, english in rows}) == sorted(english for _, english in rows)


def test_each_word_of_the_glossary_is_used_in_the_code() -> None:
    code = joined("\n".join(path.read_text(encoding="utf-8") for path in python_files()))
    assert [english for english in glossary().values() if joined(english) not in code] == []


def test_each_term_of_the_contract_is_in_the_glossary() -> None:
    named = [(place, term) for place, term, _ in classes() if place.startswith(CONTRACT)]
    assert len(named) > 10
    assert [f"{place}: {term}" for place, term in named if term not in glossary()] == []


def test_each_class_uses_the_glossarys_word_for_its_term() -> None:
    disagreeing = [
        f"{place}: {term} is {glossary()[term]!r} in the glossary"
        for place, term, around in classes()
        if term in glossary() and joined(glossary()[term]) not in joined(around)
    ]
    assert disagreeing == []


# Names and sizes


def test_no_file_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}
    assert [str(path) for path in python_files(ROOT / "src") if path.stem in vague] == []


def test_no_source_file_is_crowded() -> None:
    written = [path for path in python_files() if path.parent.name != "migrations"]  # those are written by a program
    lines = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {path: count for path, count in lines.items() if count > 600} == {}


def test_the_kernel_stands_on_the_standard_library_alone() -> None:
    foreign = {
        f"{path.name}: {name}"
        for path in python_files(SOURCE / "kernel")
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("bole.kernel")
    }
    assert foreign == set()


# Dependencies


def imports(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def project() -> dict[str, object]:
    table = tomllib.loads(texts()["pyproject.toml"])["project"]
    assert isinstance(table, dict)
    return table


def distribution(requirement: str) -> str:
    """The normalised name in front of a requirement's bounds."""
    return re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def declared(key: str) -> list[str]:
    """Requirements of the project (`dependencies`) or of one extra."""
    table = project()
    extras = table["optional-dependencies"]
    assert isinstance(extras, dict)
    found = table[key] if key in table else extras[key]
    assert isinstance(found, list)
    return found


def named_in_settings() -> set[str]:
    """Packages that Django imports because its settings name them, and the driver that its database backend imports."""
    tree = ast.parse((SOURCE / "conf" / "settings.py").read_text(encoding="utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {string.partition(".")[0] for string in strings if re.fullmatch(r"[a-z_]+(\.\w+)*", string)} | {"psycopg"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    homes = packages_distributions()
    names = {name.partition(".")[0] for path in python_files() for name in imports(path)}
    names |= named_in_settings() & homes.keys()
    outside = {name for name in names if name not in sys.stdlib_module_names and name != "bole"}
    needed = {distribution(homes.get(name, [name])[0]) for name in outside}
    named = [*declared("dependencies"), *declared("spark")]
    assert needed == {distribution(requirement) for requirement in named}


def test_dependencies_have_upper_bounds() -> None:
    named = [*declared("dependencies"), *declared("spark")]
    assert [requirement for requirement in named if "<" not in requirement] == []


@pytest.mark.parametrize(("file", "extra"), [("requirements.lock", "dev"), ("requirements-spark.lock", "spark")])
def test_the_lock_pins_every_declared_package_with_hashes(file: str, extra: str) -> None:
    lock = texts()[file]
    pins = re.findall(r"^([a-z0-9-]+)(?:\[[a-z, ]+\])?==\S+(.*?)(?=^\S|\Z)", lock, re.M | re.S)
    wanted = {distribution(requirement) for requirement in [*declared("dependencies"), *declared(extra)]}
    assert wanted - {name for name, _ in pins} == set()
    assert [name for name, rest in pins if "--hash=sha256:" not in rest] == []
    assert "://" not in lock


def test_the_lock_names_the_extras_that_packages_ask_for() -> None:
    """Where the lock holds `name` alone, pip with hashes looks for a newer `name[extra]` and then refuses it."""
    locked = dict(re.findall(r"^([a-z0-9-]+)(?:\[([a-z, ]+)\])?==", texts()["requirements.lock"], re.M))
    asked = {
        (wanted.name, extra)
        for package in distributions()
        for line in package.requires or ()
        if (wanted := Requirement(line)) and (wanted.marker is None or wanted.marker.evaluate({"extra": ""}))
        for extra in wanted.extras
        if package.metadata["Name"].lower() in locked
    }
    assert ("coverage", "toml") in asked
    assert [pair for pair in sorted(asked) if pair[1] not in locked.get(pair[0], "").replace(" ", "").split(",")] == []


# Texts


def test_no_path_of_a_machine_and_no_host_of_a_registry() -> None:
    unwanted = re.compile(rf"(?<![\w.<])/(work|home|root|tmp)/\w|https?://[\w.-]*({REGISTRIES})\.(org|com)")
    found = [f"{name}: {match[0]}" for name, text in texts().items() for match in unwanted.finditer(text)]
    assert found == []


def test_links_between_the_pages_lead_somewhere() -> None:
    pages = {name: text for name, text in texts().items() if name.endswith(".md")}
    broken = [
        f"{name}: {link}"
        for name, text in pages.items()
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", text)
        if not (ROOT / name).parent.joinpath(link).exists()
    ]
    assert len(pages) > 8
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_commands_of_the_readme_exist(page: str) -> None:
    text = texts()[page]
    targets = set(re.findall(r"^([a-z]+):", texts()["Makefile"], re.M))
    assert {"demo", "test"} <= set(re.findall(r"(?:^    |`)make ([a-z]+)", text, re.M)) <= targets
    assert set(re.findall(r"^    bole ([a-z]+)", text, re.M)) == set(VERBS)


@pytest.mark.parametrize("target", ["demo", "serve", "frontend", "speed"])
def test_recipes_can_be_read_by_the_shell(target: str) -> None:
    asked = ["make", "--no-print-directory", "--dry-run", target]
    around = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    told = subprocess.run(asked, cwd=ROOT, env=around, capture_output=True, text=True, check=True)
    for line in told.stdout.splitlines():
        if line.endswith("\\"):
            continue
        read = subprocess.run(["sh", "-n", "-c", line], capture_output=True, text=True, check=False)
        assert (read.returncode, read.stderr) == (0, ""), line


def test_version_is_the_same_everywhere() -> None:
    assert f'softwareVersion: "{bole.__version__}"' in texts()["publiccode.yml"]
    assert f"\n## {bole.__version__} " in texts()["CHANGELOG.md"]


def test_no_wording_of_the_source_documents(shared: Path) -> None:
    sources = [re.sub(r"\s+", "", readable(path)) for path in sorted((shared / "sources").glob("*.txt"))]
    grams = {gram for source in sources for gram in passages(source)}
    assert len(grams) > 10_000
    copied = {name: found for name, text in texts().items() if (found := next(iter(copies(text, grams)), None))}
    assert copied == {}


def passages(text: str, length: int = LENGTH) -> Iterator[str]:
    """Every stretch of `length` characters that is nearly all Chinese."""
    for start in range(len(text) - length + 1):
        stretch = text[start : start + length]
        if len(CHINESE.findall(stretch)) >= 20:
            yield stretch


def copies(text: str, grams: set[str]) -> Iterator[str]:
    squeezed = re.sub(r"\s+", "", text)
    return (
        squeezed[at : at + LENGTH] for at in range(len(squeezed) - LENGTH + 1) if squeezed[at : at + LENGTH] in grams
    )
