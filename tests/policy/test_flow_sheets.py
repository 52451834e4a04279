"""Flows, kinds of case and calendars of a pack: read from TOML, every fault told with file and line."""

from datetime import date
from pathlib import Path

import pytest

from bole.kernel.errors import BoleError
from bole.policy.errors import PackError
from bole.policy.kind_checks import mode_findings, permission_faults
from bole.policy.pack import Packs, load_packs
from tests.policy.pack_folders import PACK, load, write_pack

FLOW = """\
id = "langyu.review"
title = "审核"
title_en = "review"
start = "submitted"
verified = false
note = "两个人看。"

[[states]]
code = "submitted"
title = "已提交"
title_en = "submitted"
days = 5
changes = [{from = 2032-01-01, days = 3}]

[[states]]
code = "returned"
title = "退回补正"
title_en = "returned"
days = 10
waits = true
lapses = "lapse"

[[states]]
code = "granted"
title = "已同意"
title_en = "granted"
outcome = "granted"

[[states]]
code = "lapsed"
title = "已失效"
title_en = "lapsed"
outcome = "lapsed"

[[steps]]
verb = "return"
title = "退回"
title_en = "return"
from = ["submitted"]
to = "returned"
who = "case.review"
effects = ["ask"]
reason = true

[[steps]]
verb = "complete"
title = "补正"
title_en = "complete"
from = ["returned"]
to = "submitted"
who = "applicant"
guards = ["complete"]

[[steps]]
verb = "grant"
title = "同意"
title_en = "grant"
from = ["submitted"]
to = "granted"
who = "case.decide"
guards = ["another-person", "not-refused"]
effects = ["freeze", "commit", "notify"]
bulk = true

[[steps]]
verb = "lapse"
title = "失效"
title_en = "lapse"
from = ["returned"]
to = "lapsed"
who = "system"
"""
KIND = """\
id = "langyu.grant-claim"
title = "船模津贴"
title_en = "ship-model grant"
flow = "review"
mode = "ordinary"
scheme = "langyu.grant"
by = "person"
cites = {document = "langyu-6", path = "二/(一)"}
promised = 10
legal = 20
verified = false
fund = "langyu.talent"
note = "取得证书后申领。"
note_en = "For a certificate."

[[questions]]
name = "bank_account"
title = "银行账户"
title_en = "bank account"
kind = "bank-account"

[[questions]]
name = "trade"
title = "工种"
title_en = "trade"
kind = "choice"
known_from = "certificate.occupation"
choices = [
  {code = "ship", title = "船模工", title_en = "ship modeller"},
  {code = "light", title = "灯塔工", title_en = "lighthouse keeper"},
]

[[materials]]
name = "certificate"
title = "证书"
title_en = "certificate"
unless = ["in_time"]

[[materials]]
name = "photo"
title = "照片"
title_en = "photograph"
optional = true
"""
CALENDAR = """\
year = 2031
verified = false

[[holidays]]
name = "元旦"
name_en = "New Year's Day"
rest = [2031-01-01, 2031-01-02]
worked = [2031-01-04]
"""
SCHEME = """\
from datetime import date
from bole.policy.vocabulary import HALF_UP, Certificate, Claim, Scheme, clause, param, since, yuan

grant = Scheme(
    id="langyu.grant",
    title="船模津贴",
    title_en="ship-model grant",
    per=Certificate,
    pays=Certificate.person,
    cites=clause("langyu-6", "二/(一)"),
    in_force=since(date(2031, 1, 1)),
)
grant.criterion("in_time", "按时", "in time", Claim.applied_on >= Certificate.issued_on)
grant.amount(yuan(1000), rounding=HALF_UP)
uplift = param("uplift")
"""
FILES = {
    "flows/review.toml": FLOW,
    "services/grant-claim.toml": KIND,
    "calendars/2031.toml": CALENDAR,
    "schemes/grant.py": SCHEME,
    "catalogues/standard.yaml": "",
    "catalogues/standard-2031.csv": "",
}


def invented(folder: Path, **files: str) -> Path:
    """A city with one flow and one kind of case, with files written over it: flow, kind, calendar, scheme."""
    names = dict(zip(("flow", "kind", "calendar", "scheme"), FILES, strict=False))
    return write_pack(folder, FILES | {names[key]: text for key, text in files.items()})


def faults(folder: Path) -> list[str]:
    """Each fault of flows, kinds and calendars as `code file:line`."""
    with pytest.raises(PackError) as raised:
        _ = load(folder).kinds
    return [f"{fault.code} {fault.place.removeprefix(f'{folder}/')}" for fault in raised.value.faults]


# A city that nobody has written code for


def test_a_new_kind_of_case_is_an_entry_of_a_pack_and_no_code(tmp_path: Path) -> None:
    pack = load(invented(tmp_path))["langyu"]
    kind = pack.kinds["langyu.grant-claim"]
    assert (kind.title, kind.title_en, kind.mode, kind.by, kind.scheme) == (
        "船模津贴", "ship-model grant", "ordinary", "person", "langyu.grant",
    )  # fmt: skip
    assert kind.flow is pack.flows["langyu.review"]
    assert str(kind.cites) == "langyu-6#二/(一)"
    assert (kind.promised, kind.legal, kind.verified, kind.fund) == (10, 20, False, "langyu.talent")
    account, trade = kind.questions
    assert (account.kind, account.choices) == ("bank-account", ())
    assert trade.choices[1] == ("light", "灯塔工", "lighthouse keeper")
    assert trade.known_from == "certificate.occupation"
    assert [(m.name, m.optional, m.unless) for m in kind.materials] == [
        ("certificate", False, ("in_time",)),
        ("photo", True, ()),
    ]
    assert kind.place.endswith("grant-claim.toml:1")


def test_its_flow_is_the_table_as_written(tmp_path: Path) -> None:
    flow = load(invented(tmp_path))["langyu"].flows["langyu.review"]
    assert (flow.title, flow.title_en, flow.start, flow.verified, flow.note) == (
        "审核", "review", "submitted", False, "两个人看。",
    )  # fmt: skip
    grant = flow.step("submitted", "grant")
    assert grant is not None
    assert (grant.who, grant.guards, grant.effects, grant.bulk, grant.reason) == (
        "case.decide", ("another-person", "not-refused"), ("freeze", "commit", "notify"), True, False,
    )  # fmt: skip
    submitted, returned = flow.states["submitted"], flow.states["returned"]
    assert (submitted.days, submitted.days_on(date(2032, 5, 1)), submitted.waits) == (5, 3, False)
    assert (returned.waits, returned.lapses, flow.states["granted"].outcome) == (True, "lapse", "granted")


def test_its_calendar_is_the_year_as_listed(tmp_path: Path) -> None:
    days = load(invented(tmp_path))["langyu"].working_days
    assert days.after(date(2030, 12, 31), 2) == date(2031, 1, 4)
    assert days.years == {2031}


def test_a_city_below_the_nation_has_the_nations_flows_and_days(tmp_path: Path) -> None:
    kind = KIND.replace('flow = "review"', 'flow = "nation.two-reviews"\nappeal_days = 60')
    sheet = PACK + 'parent = "nation"\n'
    packs = load_packs([write_pack(tmp_path, FILES | {"services/grant-claim.toml": kind, "pack.toml": sheet})])
    assert packs.kind("langyu.grant-claim").flow is packs.flows["nation.two-reviews"]
    assert packs["langyu"].working_days.years >= {2024, 2031}
    assert "nation.school-class-letter" in packs["langyu"].kinds_in_sight
    assert "langyu.grant-claim" not in packs["zhongshan"].kinds_in_sight
    with pytest.raises(BoleError) as raised:
        packs.kind("langyu.grant-clam")
    assert (raised.value.code, raised.value.params["nearest"]) == ("BOLE-P046", "langyu.grant-claim")


def test_a_city_does_not_see_the_flow_of_another(tmp_path: Path) -> None:
    invented(tmp_path / "a")
    other = KIND.replace("langyu.", "yunling.").replace("langyu-6", "yunling-6").replace("review", "langyu.review")
    files = {"services/grant-claim.toml": other.replace('scheme = "yunling.grant"\n', "")}
    write_pack(tmp_path / "b", files, id="yunling")
    assert faults(tmp_path) == ["BOLE-P262 b/services/grant-claim.toml:4"]


# Faults


FLOW_FAULTS = [
    ("broken", "days = 5", "days = ", "BOLE-P002:12"),
    ("unknown key", "waits", "wait", "BOLE-P004:20"),
    ("missing title", 'title = "退回补正"\n', "", "BOLE-P005:15"),
    ("other id", "langyu.review", "langyu.revue", "BOLE-P013:1"),
    ("outcome", 'outcome = "granted"', 'outcome = "paid"', "BOLE-P014:27"),
    ("flag", "reason = true", 'reason = "yes"', "BOLE-P009:43"),
    ("days as text", "days = 10", 'days = "10"', "BOLE-P250:19"),
    ("days below zero", "days = 10", "days = -1", "BOLE-P250:19"),
    ("days with a point", "days = 10", "days = 1.5", "BOLE-P250:19"),
    ("code", 'code = "returned"', 'code = "Returned"', "BOLE-P251:16"),
    ("state twice", 'code = "granted"', 'code = "returned"', "BOLE-P252:23"),
    ("start", 'start = "submitted"', 'start = "granted"', "BOLE-P253:4"),
    ("state", 'from = ["returned"]\nto = "submitted"', 'from = ["returnd"]\nto = "submitted"', "BOLE-P254:45"),
    ("guard", '"not-refused"', '"not-refusd"', "BOLE-P255:54"),
    ("effect", '"freeze"', '"frieze"', "BOLE-P255:54"),
    ("who", 'who = "case.decide"', 'who = "manager"', "BOLE-P256:60"),
    ("twice", 'verb = "grant"', 'verb = "return"', "BOLE-P257:54"),
    ("lapse", 'lapses = "lapse"', 'lapses = "expire"', "BOLE-P258:15"),
    ("closed with days", 'outcome = "lapsed"', 'outcome = "lapsed"\ndays = 2', "BOLE-P259:29"),
    ("unreached", 'to = "granted"', 'to = "returned"', "BOLE-P260:23"),
    ("change order", "days = 3}]", "days = 3}, {from = 2031-01-01, days = 2}]", "BOLE-P276:13"),
    ("change key", "days = 3}", "day = 3}", "BOLE-P004:13"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), [c[1:] for c in FLOW_FAULTS], ids=[c[0] for c in FLOW_FAULTS])
def test_each_fault_of_a_flow_is_told_with_its_line(tmp_path: Path, old: str, new: str, wanted: str) -> None:
    assert old in FLOW
    folder = invented(tmp_path, flow=FLOW.replace(old, new, 1))
    code, line = wanted.split(":")
    assert f"{code} flows/review.toml:{line}" in faults(folder)


def test_a_state_without_a_way_out_is_a_fault(tmp_path: Path) -> None:
    steps = FLOW.replace('from = ["returned"]', 'from = ["submitted"]').replace('lapses = "lapse"\n', "")
    assert "BOLE-P261 flows/review.toml:15" in faults(invented(tmp_path, flow=steps))


CITES = 'document = "langyu-6", path = "二/(一)"}\npromised = 10\nlegal = 20\nverified = false'
UNSEEN = 'document = "langyu-unseen"}\nverified = true'
ACCOUNT = KIND[KIND.index("[[questions]]") : KIND.index('[[questions]]\nname = "trade"')]
KIND_FAULTS = [
    ("unknown key", "promised", "promise", "BOLE-P004:9"),
    ("no clause", 'cites = {document = "langyu-6", path = "二/(一)"}\n', "", "BOLE-P005:1"),
    ("other id", "langyu.grant-claim", "langyu.claim", "BOLE-P013:1"),
    ("mode", '"ordinary"', '"slow"', "BOLE-P014:5"),
    ("by", 'by = "person"', 'by = "family"', "BOLE-P014:7"),
    ("kind of question", '"choice"', '"list"', "BOLE-P014:26"),
    ("clause", "二/(一)", "二/(三)", "BOLE-P022:8"),
    ("verified unseen", CITES, UNSEEN, "BOLE-P023:9"),
    ("fund", "langyu.talent", "talent", "BOLE-P251:12"),
    ("name twice", 'name = "trade"', 'name = "bank_account"', "BOLE-P252:23"),
    ("flow", '"review"', '"revue"', "BOLE-P262:4"),
    ("no fund", 'fund = "langyu.talent"\n', "", "BOLE-P263:4"),
    ("no account", ACCOUNT, "", "BOLE-P263:4"),
    ("idle stock", 'fund = "langyu.talent"', 'fund = "langyu.talent"\nstock = "flat"', "BOLE-P264:13"),
    ("idle appeal", "promised = 10", "appeal_days = 60\npromised = 10", "BOLE-P264:9"),
    ("no choices", 'kind = "choice"', 'kind = "text"', "BOLE-P265:26"),
    ("account named otherwise", '"bank_account"', '"account"', "BOLE-P266:17"),
    ("fact", "certificate.occupation", "certificate.trade", "BOLE-P267:27"),
    ("promised too late", "promised = 10", "promised = 30", "BOLE-P268:9"),
    ("scheme", "langyu.grant\"\nby", "langyu.grants\"\nby", "BOLE-P270:1"),
    ("criterion", '"in_time"', '"on_time"', "BOLE-P271:1"),
    ("payee", 'by = "person"', 'by = "organisation"', "BOLE-P272:1"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), [c[1:] for c in KIND_FAULTS], ids=[c[0] for c in KIND_FAULTS])
def test_each_fault_of_a_kind_is_told_with_its_line(tmp_path: Path, old: str, new: str, wanted: str) -> None:
    assert old in KIND
    code, line = wanted.split(":")
    folder = invented(tmp_path, kind=KIND.replace(old, new, 1))
    assert f"{code} services/grant-claim.toml:{line}" in faults(folder)


HOME = """
[declares]
table = "housing"
fixed = {kind = "rent", city = "442000"}

[[questions]]
name = "since"
title = "从哪天起"
title_en = "since when"
kind = "date"
known_from = "housing.started_on"

[[questions]]
name = "rent"
title = "月租"
title_en = "rent"
kind = "money"
known_from = "housing.rent"
"""
DECLARED_FAULTS = [
    ("table", 'table = "housing"', 'table = "certificate"', "BOLE-P014"),
    ("column", "city =", "town_of =", "BOLE-P267"),
    ("code", 'kind = "rent"', 'kind = "tent"', "BOLE-P277"),
    ("no code", 'city = "442000"', 'rent = "15"', "BOLE-P277"),
    ("no date", 'table = "housing"', 'table = "housing"\nday = "rent"', "BOLE-P267"),
    ("answer", 'kind = "money"', 'kind = "text"', "BOLE-P278"),
    ("twice", 'known_from = "housing.rent"', 'known_from = "housing.started_on"', "BOLE-P279"),
    ("untold", 'known_from = "housing.started_on"\n', "", "BOLE-P280"),
    ("other table", "", "", "BOLE-P281"),
]


@pytest.mark.parametrize(("old", "new", "code"), [c[1:] for c in DECLARED_FAULTS], ids=[c[0] for c in DECLARED_FAULTS])
def test_each_fault_of_what_a_kind_declares_is_told(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in HOME
    before, questions = KIND.split("\n[[questions]]", 1)
    kind = f"{before}\n{HOME.replace(old, new, 1)}\n[[questions]]{questions}"
    assert code in {found.split()[0] for found in faults(invented(tmp_path, kind=kind))}


def test_a_flow_that_commits_needs_a_scheme_that_pays(tmp_path: Path) -> None:
    scheme = SCHEME.replace("grant.amount(yuan(1000), rounding=HALF_UP)\n", "").replace("HALF_UP, ", "")
    scheme = scheme.replace(", since, yuan", ", since")
    assert faults(invented(tmp_path, scheme=scheme)) == ["BOLE-P273 services/grant-claim.toml:1"]


CALENDAR_FAULTS = [
    ("other year", "year = 2031", "year = 2032", "BOLE-P013:1"),
    ("no year", "2031-01-02", "2030-01-02", "BOLE-P269:7"),
    ("no day", "2031-01-02", '"2031-02-30"', "BOLE-P269:7"),
    ("worked on a Friday", "2031-01-04", "2031-01-03", "BOLE-P269:8"),
    ("twice", "2031-01-02", "2031-01-01", "BOLE-P003:7"),
    ("no name", 'name = "元旦"\n', "", "BOLE-P005:4"),
    ("unknown key", "worked", "work", "BOLE-P004:8"),
]


@pytest.mark.parametrize(
    ("old", "new", "wanted"), [c[1:] for c in CALENDAR_FAULTS], ids=[c[0] for c in CALENDAR_FAULTS]
)
def test_each_fault_of_a_calendar_is_told_with_its_line(tmp_path: Path, old: str, new: str, wanted: str) -> None:
    assert old in CALENDAR
    code, line = wanted.split(":")
    assert f"{code} calendars/2031.toml:{line}" in faults(invented(tmp_path, calendar=CALENDAR.replace(old, new, 1)))


@pytest.mark.parametrize("name", ["flows/x.yaml", "services/x.txt", "calendars/list.csv", "services/more/x.toml"])
def test_what_would_not_be_read_is_a_fault(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackError) as raised:
        load(write_pack(tmp_path, {name: "x"}))
    assert [fault.code for fault in raised.value.faults] == ["BOLE-P033"]


def test_all_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    folder = invented(tmp_path, flow=FLOW.replace("waits", "wait"))
    write_pack(folder, {**FILES, "flows/review.toml": FLOW.replace("waits", "wait"), "flows/other.toml": "x"})
    assert {fault.split(" ")[1].split(":")[0] for fault in faults(folder)} == {"flows/review.toml", "flows/other.toml"}


# What only others know


def test_a_permission_that_nobody_can_have_is_told_by_who_knows_them(tmp_path: Path) -> None:
    packs = load(invented(tmp_path))
    assert permission_faults(packs, ("case.review", "case.decide")) == []
    [fault] = permission_faults(packs, ("case.review", "case.decode"))
    assert (fault.code, fault.params["word"], fault.params["nearest"]) == ("BOLE-P275", "case.decide", "case.decode")


def test_the_mode_that_the_sheet_says_is_held_against_the_one_computed(tmp_path: Path) -> None:
    """Of this scheme no department hands over the day of the certificate, so it has to be brought: quick."""
    [finding] = mode_findings(load(invented(tmp_path)), date(2031, 5, 1))
    assert finding.code == "BOLE-P274"
    assert "certificate.issued_on" in str(finding)
    quick = load(invented(tmp_path / "b", kind=KIND.replace('"ordinary"', '"quick"')))
    assert mode_findings(quick, date(2031, 5, 1)) == []
    sources = "- {table: certificate, department: 证书办, department_en: certificates, verified: false}\n"
    found = write_pack(
        tmp_path / "c",
        FILES | {"sources.yaml": sources, "services/grant-claim.toml": KIND.replace('"ordinary"', '"found"')},
    )
    assert mode_findings(load(found), date(2031, 5, 1)) == []


def lines_of(packs: Packs) -> list[str]:
    return [flow.place for flow in packs.flows.values()]


def test_a_flow_knows_its_file(tmp_path: Path) -> None:
    assert lines_of(load(invented(tmp_path))) == [f"{tmp_path}/flows/review.toml:1"]
