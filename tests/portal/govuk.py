"""Our components beside the ones of GOV.UK Frontend: its examples, and how we would ask for the same.

The examples (options and the HTML that they give) are in `govuk_fixtures.json`, taken out of its package:

    python -m tests.portal.govuk PACKAGE > tests/portal/govuk_fixtures.json

Only those that can be asked of our components are taken along: see `asked`.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

FIXTURES: Final = Path(__file__).with_name("govuk_fixtures.json")
Options = Mapping[str, Any]


class NotOursError(Exception):
    """An option that our component does not have."""


class Asking:
    """What is asked of a component of ours: a template and its values, built out of the options of an example."""

    def __init__(self, component: str, options: Options) -> None:
        self.component = component
        self.options = dict(options)
        self.values: dict[str, Any] = {}
        self.slot: Any = ""
        self.extra = ""

    def take(self, name: str, default: Any = "") -> Any:
        """An option of the example, which is then settled."""
        return self.options.pop(name, default)

    def plain(self, name: str, keys: Sequence[str] = ("text",)) -> Any:
        """The text of an option that is an object with nothing else."""
        told = self.take(name, {})
        if set(told) - set(keys):
            raise NotOursError(name)
        return told.get("text", "")

    def html(self, told: Options) -> SafeString:
        """Text or HTML, as it stands inside a slot."""
        return mark_safe(told["html"]) if told.get("html") else conditional_escape(told.get("text", ""))  # noqa: S308

    @property
    def template(self) -> str:
        """The template, once every option is settled. Raises NotOursError for one that is left."""
        if self.options:
            raise NotOursError(next(iter(self.options)))
        given = "".join(f' :{name}="{name}"' for name in self.values)
        return f"<c-{self.component}{given}{self.extra}>{{{{ slotted }}}}</c-{self.component}>"


def asked(component: str, options: Options) -> Asking:
    """The same asked of ours. Raises NotOursError where it cannot be."""
    name, settle = _OURS[component]
    asking = Asking(name, options)
    settle(asking)
    _attributes(asking)
    assert asking.template
    return asking


def _attributes(asking: Asking) -> None:
    """Those that go through to the element itself."""
    told = asking.take("attributes", {})
    if told and asking.component not in ("button", "field", "area", "choose"):
        raise NotOursError("attributes")
    asking.extra += "".join(format_html(' {}="{}"', name, value) for name, value in told.items())


def _button(asking: Asking) -> None:
    asking.slot = asking.html({"text": asking.take("text"), "html": asking.take("html")})
    kinds = {"govuk-button--secondary": "secondary", "govuk-button--warning": "warning"}
    classes = asking.take("classes").split()
    if any(one.startswith(":") or one == "govuk-button--inverse" for one in classes):
        raise NotOursError("classes")  # states that a mouse makes, and a colour that we do not use
    asking.values["kind"] = next((kinds[one] for one in classes if one in kinds), "")
    asking.values["class"] = " ".join(one for one in classes if one not in kinds)
    for name in ("href", "name", "value"):
        asking.values[name] = asking.take(name)
    asking.values["disabled"] = "yes" if asking.take("disabled") else ""
    if asking.take("preventDoubleClick", True) is not True:
        raise NotOursError("preventDoubleClick")
    if number := asking.take("id"):
        asking.extra += format_html(' id="{}"', number)


def _field(asking: Asking) -> None:
    _labelled(asking)
    asking.values["id"] = asking.take("id")
    asking.values["type"] = asking.take("type", "text")
    asking.values["value"] = asking.take("value")
    asking.values["autocomplete"] = asking.take("autocomplete")
    classes = asking.take("classes")
    width = classes.removeprefix("govuk-input--width-")
    if classes and (width == classes or not width.isdigit()):
        raise NotOursError("classes")
    asking.values["width"] = width
    for name in ("inputmode", "pattern"):
        if told := asking.take(name):
            asking.extra += format_html(' {}="{}"', name, told)


def _labelled(asking: Asking) -> None:
    asking.values["name"] = asking.take("name")
    asking.values["label"] = asking.plain("label")
    asking.values["hint"] = asking.plain("hint")
    asking.values["error"] = asking.plain("errorMessage")


def _one_name(asking: Asking, key: str = "id") -> None:
    """Of these the id is the name."""
    if asking.take(key, asking.values["name"]) != asking.values["name"]:
        raise NotOursError(key)


def _area(asking: Asking) -> None:
    _labelled(asking)
    _one_name(asking)
    asking.values["value"] = asking.take("value")
    if "rows" in asking.options:
        asking.values["rows"] = asking.take("rows")


def _choose(asking: Asking) -> None:
    _labelled(asking)
    _one_name(asking)
    _options(asking, "selected")


def _options(asking: Asking, mark: str) -> None:
    """Pairs of value and word, and the value that is chosen: by itself or by the mark of an item, not by both."""
    pairs = []
    chosen = asking.take("value", None)
    for item in filter(None, asking.take("items", ())):
        if set(item) - {"value", "text", mark} or type(item.get("value")) not in (str, int):
            raise NotOursError("items")
        if mark in item and chosen is not None:
            raise NotOursError(mark)
        pairs.append((str(item["value"]), item["text"]))
        chosen = item["value"] if item.get(mark) else chosen
    asking.values["options"] = pairs
    asking.values["value"] = "\0" if chosen is None else str(chosen)


def _radios(asking: Asking) -> None:
    asking.values["name"] = asking.take("name")
    fieldset = asking.take("fieldset", {})
    if set(fieldset) != {"legend"} or set(fieldset["legend"]) != {"text"}:
        raise NotOursError("fieldset")
    asking.values["label"] = fieldset["legend"]["text"]
    asking.values["hint"], asking.values["error"] = asking.plain("hint"), asking.plain("errorMessage")
    _one_name(asking, "idPrefix")
    _options(asking, "checked")
    classes = set(asking.take("classes").split())
    if classes - {"govuk-radios--inline", "govuk-radios--small"}:
        raise NotOursError("classes")
    asking.values["inline"] = "yes" if "govuk-radios--inline" in classes else ""


def _errors(asking: Asking) -> None:
    asking.take("titleText")
    faults: dict[str, str] = {}
    for item in asking.take("errorList", ()):
        if set(item) - {"text", "href"} or item.get("href", "") in faults:
            raise NotOursError("errorList")
        faults[item.get("href", "").removeprefix("#")] = item["text"]
    if not faults:
        raise NotOursError("errorList")
    asking.values["faults"] = faults


def _facts(asking: Asking) -> None:
    asking.values["class"] = asking.take("classes")
    asking.slot = mark_safe("".join(_fact(row) for row in asking.take("rows") if row))  # noqa: S308


def _fact(row: Options) -> str:
    """A row as it is asked for: it is no value, but a component inside the component."""
    if set(row) - {"key", "value", "actions"} or set(row["key"]) != {"text"} or set(row["value"]) - {"text", "html"}:
        raise NotOursError("rows")
    value = row["value"].get("html") or conditional_escape(row["value"].get("text", ""))
    items = [_action(item) for item in row.get("actions", {}).get("items", ())]
    if set(row.get("actions", {})) - {"items"}:
        raise NotOursError("actions")
    told = format_html('<c-fact label="{}">', row["key"]["text"]) + value
    if len(items) == 1:
        told += f'<c-slot name="action">{items[0]}</c-slot>'
    elif items:
        listed = format_html_join(
            "", '<li class="govuk-summary-list__actions-list-item">{}</li>', ((i,) for i in items)
        )
        told += f'<c-slot name="action"><ul class="govuk-summary-list__actions-list">{listed}</ul></c-slot>'
    return f"{told}</c-fact>"


def _action(item: Options) -> SafeString:
    if set(item) - {"href", "text", "visuallyHiddenText"}:
        raise NotOursError("actions")
    hidden = item.get("visuallyHiddenText")
    more = format_html('<span class="govuk-visually-hidden"> {}</span>', hidden) if hidden else ""
    return format_html('<a class="govuk-link" href="{}">{}{}</a>', item["href"], item["text"], more)


def _pager(asking: Asking) -> None:
    """Ours knows pages: the middle of three, the first or the last of two."""
    before, after = asking.take("previous", {}), asking.take("next", {})
    if set(before) - {"href"} or set(after) - {"href"}:
        raise NotOursError("previous")
    asking.values["page"] = 2 if before else 1
    asking.values["pages"] = asking.values["page"] + bool(after)


def _breadcrumb(asking: Asking) -> None:
    trail = []
    for item in asking.take("items"):
        if set(item) - {"text", "href"}:
            raise NotOursError("items")
        trail.append((item.get("href", ""), item["text"]))
    asking.values["trail"] = trail


def _back(asking: Asking) -> None:
    asking.values["href"] = asking.take("href", "#")
    asking.slot = asking.html({"text": asking.take("text", "Back"), "html": asking.take("html")})


def _notice(asking: Asking) -> None:
    asking.values["kind"] = "success" if asking.take("type") == "success" else "plain"
    asking.slot = conditional_escape(asking.take("text"))
    if not asking.slot:
        raise NotOursError("html")


def _table(asking: Asking) -> None:
    asking.values["id"] = "t"
    asking.values["class"] = asking.take("classes")
    asking.values["caption"] = asking.take("caption")
    asking.take("captionClasses")
    first = asking.take("firstCellIsHeader", False)
    head = "".join(_cell(cell, "header", head=True) for cell in asking.take("head", ()))
    if not head or not asking.values["caption"]:
        raise NotOursError("head")  # a table of ours always has both
    kinds = ("header" if first else "cell", "cell")
    cells = ("".join(_cell(cell, kinds[at > 0]) for at, cell in enumerate(row)) for row in asking.take("rows"))
    rows = "".join(f'<tr class="govuk-table__row">{row}</tr>' for row in cells)
    asking.slot = mark_safe(f'<c-slot name="head">{head}</c-slot>{rows}')  # noqa: S308


def _cell(cell: Options, kind: str, *, head: bool = False) -> str:
    if set(cell) - {"text", "format"}:
        raise NotOursError("cells")
    numeric = f" govuk-table__{kind}--numeric" if cell.get("format") == "numeric" else ""
    tag = "th" if kind == "header" else "td"
    scope = ' scope="col"' if head else ' scope="row"' if tag == "th" else ""
    return f'<{tag}{scope} class="govuk-table__{kind}{numeric}">{conditional_escape(cell["text"])}</{tag}>'


_OURS: Final[Mapping[str, tuple[str, Callable[[Asking], None]]]] = {
    "back-link": ("back", _back),
    "breadcrumbs": ("breadcrumb", _breadcrumb),
    "button": ("button", _button),
    "error-summary": ("errors", _errors),
    "input": ("field", _field),
    "notification-banner": ("notice", _notice),
    "pagination": ("pager", _pager),
    "radios": ("radios", _radios),
    "select": ("choose", _choose),
    "summary-list": ("facts", _facts),
    "table": ("table", _table),
    "textarea": ("area", _area),
}
"""Their component to ours, and what settles its options."""


def main(package: Path) -> None:
    """Write the examples of an unpacked `govuk-frontend` that can be asked of ours."""
    taken: dict[str, list[dict[str, Any]]] = {}
    for component in _OURS:
        told = json.loads((package / "dist/govuk/components" / component / "fixtures.json").read_text(encoding="utf-8"))
        for one in told["fixtures"]:
            try:
                asked(component, one["options"])
            except NotOursError:
                continue
            taken.setdefault(component, []).append({name: one[name] for name in ("name", "options", "html")})
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    told = {"version": version, "licence": "MIT, Copyright (c) 2017 Crown Copyright (GDS)", "components": taken}
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
