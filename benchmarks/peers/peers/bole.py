"""Bole: the five rules as schemes of its own language, every criterion kept as a column."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import polars as pl
from common import (
    AGE_LIMIT,
    APP,
    BASE,
    BOOST,
    CAP_CLAIMS,
    GUARANTEE,
    IN_CAT,
    ORG_CAP,
    PER_CERT,
    PER_HEAD,
    SENIOR,
    SHORT,
    folder,
    np_totals,
    sample_person,
)

from bole.kernel.clauses import ClauseRef
from bole.kernel.facts import Column, Facts, Kind, Table
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.engines import PolarsEngine
from bole.policy.evaluate import evaluate as run
from bole.policy.readings.columns import Register
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import Rows, Scheme, Window
from bole.policy.terms import Entry, Listed, Literal
from bole.policy.types import MONEY, Base, Type
from bole.policy.vocabulary import (
    HALF_UP,
    Claim,
    count,
    distinct,
    exists,
    highest,
    least,
    months,
    percent,
)

NAME = "Bole"
EXTRA = {}
SINCE = date(2020, 1, 1)
INVENTED = ClauseRef("bench-law", "")


def _count(name, unit, **more):
    return Column(name, Kind.COUNT, name, name, system=unit, nullable=False, **more)


def _flag(name):
    return Column(name, Kind.FLAG, name, name, nullable=False)


def _code(name, system):
    return Column(name, Kind.CODE, name, name, system=system, nullable=False, coded="int")


FACTS = Facts(
    (
        Table(
            "person",
            "人",
            "person",
            "pid",
            (
                Column("pid", Kind.ID, "pid", "pid", nullable=False),
                _count("age", "year", high=120),
                _flag("local_hukou"),
                _flag("insured_city"),
                _count("insured_months", "month", high=1200),
                _flag("digital_talent"),
                _flag("has_startup"),
                _flag("credit_ok"),
                _flag("has_guarantee_loan"),
                Column("requested", Kind.MONEY, "requested", "requested", nullable=False, low=0),
            ),
        ),
        Table("body", "机构", "body", "body", (Column("body", Kind.ID, "body", "body", nullable=False),)),
        Table(
            "cert",
            "证书",
            "certificate",
            "cid",
            (
                Column("cid", Kind.ID, "cid", "cid", nullable=False),
                Column("pid", Kind.LINK, "pid", "pid", to="person", nullable=False),
                Column("body", Kind.LINK, "body", "body", to="body", nullable=False),
                _code("occ", "occ"),
                Column("level", Kind.LEVEL, "level", "level", system="skill-level", nullable=False),
                _code("kind", "kind"),
                Column("pt", Kind.LEVEL, "pt", "pt", system="title-level", nullable=False),
                _count("field_years", "year", high=100),
                Column("issue_date", Kind.DATE, "issue_date", "issue_date", nullable=False),
                _flag("already_paid"),
                _count("ins_months", "month", high=1200),
            ),
        ),
    )
)
Person, Cert, Body = (Rows(FACTS, name) for name in ("person", "cert", "body"))


def lev(scale, rank):
    return Literal(rank, Type(Base.LEVEL, scale))


def fen(n):
    return Literal(n, MONEY)


def catalogue(name, keys, values, rows):
    """A catalogue in force since ever."""
    return Catalogue(f"bench.{name}", name, name, keys, values, (Edition(SINCE, None, rows, INVENTED, True),))


OCC = Column("occ", Kind.CODE, "occ", "occ", system="occ", coded="int")
LEVEL = Column("level", Kind.LEVEL, "level", "level", system="skill-level")
FEN = Column("fen", Kind.MONEY, "f", "f", low=0)
AGE = Column("age", Kind.COUNT, "a", "a", system="year")
SHORTAGE = Column("shortage", Kind.FLAG, "s", "s")
LISTED = {(occ,): (bool(SHORT[occ]),) for occ in range(len(IN_CAT)) if IN_CAT[occ]}
CATALOGUE = catalogue("occupations", (OCC,), (SHORTAGE,), LISTED)
RECENT = (Claim.applied_on <= Cert.issue_date + months(12)) & (Cert.issue_date <= Claim.applied_on)


def schemes_of(the, copy=0):
    """The five rules as six schemes, one for each of the two loans of rule d."""
    base = catalogue(f"base-{copy}", (LEVEL,), (FEN,), {(level,): (the.base[level],) for level in range(1, 9)})
    limit = catalogue(f"age-{copy}", (LEVEL,), (AGE,), {(level,): (the.age_limit[level],) for level in range(9)})
    mine = {"cites": INVENTED, "in_force": Window(SINCE)}
    a = Scheme(id=f"bench.a{copy}", title="a", title_en="a", per=Cert, pays=Cert.pid, **mine)
    a.criterion("skill_grade", "", "", Cert.kind == 0)
    a.criterion("in_catalogue", "", "", Listed(CATALOGUE, (Cert.occ,), None))
    a.criterion("within_12_months", "", "", RECENT)
    a.criterion("not_already_paid", "", "", ~Cert.already_paid)
    a.criterion("insured_in_city", "", "", Cert.pid.insured_city)
    a.criterion("insured_12_months", "", "", Cert.ins_months >= 12)
    amount = Entry(base, (Cert.level,), "fen", None)
    uplift = Entry(CATALOGUE, (Cert.occ,), "shortage", None) & (Cert.level >= lev("skill-level", SENIOR))
    a.amount(amount.uplifted(percent=percent(30), when=uplift), rounding=HALF_UP)
    a.cap("top3", "", "", top=CAP_CLAIMS, per=(Cert.pid,), order=((a.amounts[0].term, True),))

    none = lev("title-level", 0)
    direct = highest(Cert.pid, Cert.pt, (Cert.kind == 1) & (Cert.pt <= lev("title-level", 2)), if_none=none)
    senior = exists(Cert.pid, (Cert.kind == 1) & (Cert.pt == lev("title-level", 3)))
    one, two = lev("title-level", 1), lev("title-level", 2)
    may = (Cert.pt == one) | ((Cert.pt == two) & (Cert.field_years >= the.field_years))
    apply = highest(Cert.pid, Cert.pt, (Cert.kind == 2) & may, if_none=none)
    b = Scheme(id=f"bench.b{copy}", title="b", title_en="b", per=Person, **mine)
    b.grant("direct_title", "", "", direct)
    b.grant("senior_support", "", "", senior)
    b.grant("may_apply", "", "", apply)

    top = highest(Cert.pid, Cert.level, Cert.kind == 0, if_none=lev("skill-level", 0))
    c = Scheme(id=f"bench.c{copy}", title="c", title_en="c", per=Person, **mine)
    c.criterion("not_yet_registered", "", "", ~Person.local_hukou)
    c.criterion("senior_worker_or_above", "", "", top >= lev("skill-level", SENIOR))
    c.criterion("age_within_relaxed_limit", "", "", Person.age <= Entry(limit, (top,), "age", None))
    c.criterion("insured_6_months", "", "", Person.insured_months >= 6)

    def loan(name, more, told, ceiling):
        d = Scheme(id=f"bench.{name}{copy}", title=name, title_en=name, per=Person, **mine)
        d.criterion("digital_talent", "", "", Person.digital_talent)
        d.criterion("has_startup", "", "", Person.has_startup)
        d.criterion("credit_ok", "", "", Person.credit_ok)
        d.criterion(told, "", "", more)
        d.amount(least(Person.requested, fen(ceiling)), rounding=HALF_UP)
        return d

    dg = loan("d_guarantee", ~Person.has_guarantee_loan, "no_other_guarantee_loan", the.guarantee)
    db = loan("d_boost", (top >= lev("skill-level", SENIOR)) | (direct == two), "skilled_or_titled", the.boost)

    e = Scheme(id=f"bench.e{copy}", title="e", title_en="e", per=Body, pays=Body.id, **mine)
    counted = (
        (Cert.kind != 1) & (Claim.applied_on <= Cert.issue_date + months(12)) & (Cert.issue_date <= Claim.applied_on)
    )
    heads, certs = distinct(Cert.body, Cert.pid, counted), count(Cert.body, counted)
    e.grant("heads", "", "", heads)
    e.criterion("has_counted_certificates", "", "", certs >= 1)
    e.amount(least(heads * fen(the.per_head) + certs * fen(the.per_cert), fen(ORG_CAP)), rounding=HALF_UP)
    return [a, b, c, dg, db, e]


def narrow(frame, table):
    return frame.select(column.name for column in table.columns)


def load(n):
    d = folder(n)
    person, cert = pl.read_parquet(d / "person.parquet"), pl.read_parquet(d / "cert.parquet")
    body = cert.select("body").unique()
    pl.Series(np.zeros(1))  # Polars imports what it needs of numpy with the first array
    frames = {"person": person, "cert": cert, "body": body}
    return {name: narrow(frame, FACTS.table(name)) for name, frame in frames.items()}


# The law of common.py; the curve of schemes (schemes.py) brings others with the same names.
LAW = SimpleNamespace(
    base=BASE,
    field_years=3,
    age_limit=AGE_LIMIT,
    guarantee=GUARANTEE,
    boost=BOOST,
    per_head=PER_HEAD,
    per_cert=PER_CERT,
)
SCHEMES = schemes_of(LAW)


def register(frames):
    """The border's report of these frames: every table is whole, and which columns hold no null."""
    engine = PolarsEngine()
    complete = frozenset((t, c) for t, f in frames.items() for c in f.columns if not f[c].null_count())
    return Register(FACTS, engine, {t: engine.table(f) for t, f in frames.items()}, frozenset(frames), complete)


def evaluate(frames, schemes=SCHEMES):
    got = run(schemes, register(frames), as_of=APP)
    # Everything in memory when the clock stops: the columns of each table, and what each person is paid.
    paid = {s.id: got.columns.register.engine.collect(got.paid_to(s.id)) for s in schemes if s.title.zh == "a"}
    for table in dict.fromkeys(scheme.per for scheme in schemes):
        got.columns.sheet(table)
    return got, paid


def totals(frames, res):
    got, paid = res
    people = got.decisions("bench.b0").select(
        pid="fact",
        direct_title="grant:direct_title",
        senior_support="grant:senior_support",
        may_apply="grant:may_apply",
    )
    c = got.decisions("bench.c0").select(pid="fact", c_ok=pl.col("outcome") == 0)
    guarantee = got.decisions("bench.d_guarantee0").select(pid="fact", guarantee="fen")
    boost = got.decisions("bench.d_boost0").select(pid="fact", boost="fen")
    p = people.join(c, on="pid").join(guarantee, on="pid").join(boost, on="pid")
    p = p.join(paid["bench.a0"], left_on="pid", right_on="to", how="left").sort("pid")
    p = p.with_columns(
        a_fen=pl.col("fen").fill_null(0),
        a_claims=pl.col("times").fill_null(0),
        d_fen=pl.max_horizontal("guarantee", "boost").fill_null(0),
    )
    e = got.decisions("bench.e0").filter(pl.col("outcome") == 0)
    o = e.select(body="fact", heads="grant:heads", reward="fen")
    EXTRA["criteria"] = {
        f"{rule}.{name}": {**count, "not_reached": 0}
        for rule in ("a", "c", "d_guarantee", "d_boost")
        for name, count in got.criteria_counted(f"bench.{rule}0").items()
    }
    return np_totals(*[{k: f[k].to_numpy() for k in f.columns} for f in (p, o)])


def latency(n, pids):
    """One case file, all criteria of the rules that a person's own records decide."""
    rules = PersonRules([s for s in SCHEMES if s.per != "body"])
    covered = frozenset(FACTS.tables)
    files = []
    for pid in pids:
        person, certs = sample_person(n, pid)
        bodies = [{"body": body} for body in sorted({cert["body"] for cert in certs})]
        files.append({"person": [person], "cert": certs, "body": bodies})
    decide = lambda i: rules.decide(files[i % len(files)], as_of=APP, covered=covered)  # noqa: E731
    explain = lambda i: rules.explained(files[i % len(files)], as_of=APP, covered=covered)  # noqa: E731
    return {"one case file, decided": decide, "one case file, every criterion explained": explain}


def load_schemes(n, count):
    from schemes import law, schemes  # beside run_schemes.py only

    wanted = schemes(count)
    made = []
    for copy in range(wanted[-1][1] + 1):
        rules = {rule for rule, its in wanted if its == copy}
        made += [s for s in schemes_of(law(copy), copy) if s.title.zh[0] in rules]
    return load(n), made


def evaluate_schemes(state):
    frames, made = state
    return evaluate(frames, made)


def totals_schemes(state, res):
    got, _paid = res
    sums = {}
    for scheme in state[1]:
        rows = got.decisions(scheme.id)
        entitled = rows.filter(pl.col("outcome") == 0)
        rule, copy = scheme.title.zh[0], scheme.id[len("bench.") + len(scheme.title.zh) :]
        name = f"{rule}{copy}"
        if rule == "b":
            sums[name] = int(rows["grant:direct_title"].sum() + rows["grant:may_apply"].sum())
        elif rule == "c":
            sums[name] = len(entitled)
        elif rule == "d":
            sums.setdefault(name, []).append(rows.select("fact", "fen"))
        else:
            sums[name] = int(entitled["fen"].sum())
    for name, loans in sums.items():
        if isinstance(loans, list):
            both = pl.concat(loans).group_by("fact").agg(pl.col("fen").max())
            sums[name] = int(both["fen"].sum())
    return sums
