"""Each component of ours gives the HTML of its original in GOV.UK Frontend, or differs as written here, and why.

Compared are elements, attributes and text; white space and the order of attributes do not count.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler  # type: ignore[import-untyped]
from lxml import html
from lxml.html import HtmlElement

from bole.kernel.messages import use_language
from tests.portal.govuk import FIXTURES, asked

TOLD = json.loads(FIXTURES.read_text(encoding="utf-8"))
EXAMPLES = [(component, one) for component, examples in TOLD["components"].items() for one in examples]


@dataclass(frozen=True)
class Difference:
    """A difference that is meant: where, why, and what of theirs becomes what of ours."""

    components: tuple[str, ...]
    why: str
    made: Callable[[HtmlElement, dict[str, Any]], None]


def words(theirs: HtmlElement, options: dict[str, Any]) -> None:
    """Their words that no option gives."""
    ours = {"Breadcrumb": "You are here", "Pagination": "Pages"}
    for nav in theirs.iter("nav"):
        nav.set("aria-label", ours[nav.attrib["aria-label"]])
    for title in theirs.find_class("govuk-error-summary__title"):
        title.text = f"{len(options['errorList'])} things to mend"


def sent_once(theirs: HtmlElement, options: dict[str, Any]) -> None:
    for button in theirs.iter("button"):
        button.set("data-prevent-double-click", "true")


def said_invalid(theirs: HtmlElement, options: dict[str, Any]) -> None:
    if "errorMessage" in options:
        for one in theirs.iter("input", "select", "textarea"):
            one.set("aria-invalid", "true")


def three_rows(theirs: HtmlElement, options: dict[str, Any]) -> None:
    if "rows" not in options:
        for one in theirs.iter("textarea"):
            one.set("rows", "3")


def small_radios(theirs: HtmlElement, options: dict[str, Any]) -> None:
    for one in theirs.find_class("govuk-radios"):
        one.set("class", "govuk-radios govuk-radios--small" + " govuk-radios--inline" * ("inline" in one.get("class")))


def rows_without_actions(theirs: HtmlElement, options: dict[str, Any]) -> None:
    for row in theirs.find_class("govuk-summary-list__row"):
        if not row.find_class("govuk-summary-list__actions"):
            row.set("class", "govuk-summary-list__row govuk-summary-list__row--no-actions")


def one_line_notice(theirs: HtmlElement, options: dict[str, Any]) -> None:
    [banner], [header] = (
        theirs.find_class("govuk-notification-banner"),
        theirs.find_class("govuk-notification-banner__header"),
    )
    banner.remove(header)
    del banner.attrib["aria-labelledby"]
    banner.set("aria-label", "Notice")


def landmark(theirs: HtmlElement, options: dict[str, Any]) -> None:
    [link] = theirs.find_class("govuk-back-link")
    around = html.Element("nav", {"aria-label": "Back"})
    theirs.replace(link, around)
    around.append(link)


def page_of_pages(theirs: HtmlElement, options: dict[str, Any]) -> None:
    [nav] = theirs.find_class("govuk-pagination")
    nav.set("class", "govuk-pagination")
    page = 2 if "previous" in options else 1
    for link, name, to in ((link, link.get("rel"), page) for link in list(nav.iter("a"))):
        for drawn in list(link.iter("svg")):
            link.remove(drawn)
        link.set("href", f"?page={to + (1 if name == 'next' else -1)}")
        [title] = link.find_class("govuk-pagination__link-title")
        title.set("class", "govuk-pagination__link-title")
        for hidden in list(title):
            title.remove(hidden)
        title.text = "Next page" if name == "next" else "Previous page"
    told = html.fromstring(f'<p class="at-page">Page {page} of {page + ("next" in options)}</p>')
    nav.insert(1 if "previous" in options else 0, told)


def scrolling_table(theirs: HtmlElement, options: dict[str, Any]) -> None:
    [table], [caption] = list(theirs.iter("table")), list(theirs.iter("caption"))
    table.set("class", f"{table.get('class')} rows")
    table.set("id", "t")
    caption.set("class", "govuk-table__caption govuk-table__caption--s")
    caption.set("id", "t-caption")
    told = {"class": "wide", "role": "region", "tabindex": "0", "aria-labelledby": "t-caption"}
    box = html.Element("div", told)
    theirs.replace(table, box)
    box.append(table)


DIFFERENCES: Final = (
    Difference(("breadcrumbs", "error-summary", "pagination"), "our own words, in both languages", words),
    Difference(("button",), "an act is never sent twice: every button of a form prevents it", sent_once),
    Difference(
        ("input", "select", "textarea"), "a screen reader says at the field itself that it is wrong", said_invalid
    ),
    Difference(("textarea",), "reasons and answers here are two sentences", three_rows),
    Difference(("radios",), "pages for officers are dense", small_radios),
    Difference(
        ("summary-list",),
        "a row does not know its neighbours; the class closes the line to the end of the row",
        rows_without_actions,
    ),
    Difference(
        ("notification-banner",), "one line: a head that says no more would push the work down", one_line_notice
    ),
    Difference(("back-link",), "it stands before `main`, and what stands outside belongs to a landmark", landmark),
    Difference(
        ("pagination",), "one line that says which page of how many, for lists of hundreds of pages", page_of_pages
    ),
    Difference(("table",), "a wide table scrolls in a box of its own, by keys too", scrolling_table),
)


def rendered(component: str, options: dict[str, Any]) -> str:
    """Ours, in English."""
    from django.test import RequestFactory

    asking = asked(component, options)
    compiled = CottonCompiler().process(asking.template.replace("{{ slotted }}", str(asking.slot)))
    use_language("en")
    values = {**asking.values, "request": RequestFactory().get("/")}
    return Template(compiled).render(Context(values))


def tree(told: str) -> HtmlElement:
    return html.fragment_fromstring(told, create_parent="div")


def plain(element: HtmlElement) -> Any:
    """An element as tag, attributes and content, without white space that does not count."""
    attributes = {
        name: " ".join(value.split()) for name, value in element.attrib.items() if name != "class" or value.strip()
    }
    content: list[Any] = [text] if (text := " ".join((element.text or "").split())) else []
    for child in element:
        if isinstance(child.tag, str):
            content.append(plain(child))
        if text := " ".join((child.tail or "").split()):
            content.append(text)
    return element.tag, attributes, content


def expected(component: str, example: dict[str, Any], *, without: Difference | None = None) -> Any:
    """Theirs with every difference that is meant, but for one."""
    theirs = tree(example["html"])
    for difference in DIFFERENCES:
        if component in difference.components and difference is not without:
            difference.made(theirs, example["options"])
    return plain(theirs)


@pytest.mark.parametrize(
    ("component", "example"), EXAMPLES, ids=[f"{component}: {one['name']}" for component, one in EXAMPLES]
)
def test_a_component_gives_what_its_original_gives(component: str, example: dict[str, Any]) -> None:
    assert plain(tree(rendered(component, example["options"]))) == expected(component, example)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=[one.made.__name__ for one in DIFFERENCES])
def test_a_difference_is_still_one(difference: Difference) -> None:
    for component in difference.components:
        examples = [one for name, one in EXAMPLES if name == component]
        ours = [plain(tree(rendered(component, one["options"]))) for one in examples]
        without = [expected(component, one, without=difference) for one in examples]
        assert ours != without, component


def test_the_examples_are_of_the_version_that_is_compiled() -> None:
    from tests.conftest import ROOT

    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    assert TOLD["version"] == package["dependencies"]["govuk-frontend"]
    assert len(EXAMPLES) > 80
