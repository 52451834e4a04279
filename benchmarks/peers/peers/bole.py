"""Bole: the five rules as schemes of its own language, every criterion kept as a column."""

from datetime import date

import polars as pl
from bole.kernel.clauses import ClauseRef
from bole.kernel.facts import Column, Facts, Kind, Table
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.engines import PolarsEngine
from bole.policy.evaluate import evaluate as run
from bole.policy.readings.columns import Register
from bole.policy.scheme import Rows, Scheme, Window
from bole.policy.vocabulary import HALF_UP, Claim, choose, count, distinct, exists, highest, least, months, number, percent, total, yuan
from bole.policy.terms import Entry, Listed, Literal
from bole.policy.types import Base, Type
from common import APP, CAP_CLAIMS, IN_CAT, ORG_CAP, SENIOR, SHORT, folder, np_totals
from schemes import law

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


def catalogue(name, keys, values, rows):
    return Catalogue(f"bench.{name}", name, name, keys, values, (Edition(SINCE, None, rows, INVENTED, True),))


OCC = Column("occ", Kind.CODE, "occ", "occ", system="occ", coded="int")
LEVEL = Column("level", Kind.LEVEL, "level", "level", system="skill-level")
CATALOGUE = catalogue(
    "occupations", (OCC,), (Column("shortage", Kind.FLAG, "s", "s"),), {(i,): (bool(SHORT[i]),) for i in range(len(IN_CAT)) if IN_CAT[i]}
)


def schemes_of(the, copy=0):
    base = catalogue(f"base-{copy}", (LEVEL,), (Column("fen", Kind.MONEY, "f", "f", low=0),), {(i,): (the.base[i],) for i in range(1, 9)})
    limit = catalogue(f"age-{copy}", (LEVEL,), (Column("age", Kind.COUNT, "a", "a", system="year"),), {(i,): (the.age_limit[i],) for i in range(9)})
    mine = {"cites": INVENTED, "in_force": Window(SINCE)}
    a = Scheme(id=f"bench.a{copy}", title="a", title_en="a", per=Cert, pays=Cert.pid, **mine)
    a.criterion("skill_grade", "", "", Cert.kind == 0)
    a.criterion("in_catalogue", "", "", Listed(CATALOGUE, (Cert.occ,), None))
    a.criterion("within_12_months", "", "", (Claim.applied_on <= Cert.issue_date + months(12)) & (Cert.issue_date <= Claim.applied_on))
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
        d.amount(least(Person.requested, yuan(ceiling // 100)), rounding=HALF_UP)
        return d

    dg = loan("d_guarantee", ~Person.has_guarantee_loan, "no_other_guarantee_loan", the.guarantee)
    db = loan("d_boost", (top >= lev("skill-level", SENIOR)) | (direct == two), "skilled_or_titled", the.boost)

    e = Scheme(id=f"bench.e{copy}", title="e", title_en="e", per=Body, pays=Body.id, **mine)
    counted = (Cert.kind != 1) & (Claim.applied_on <= Cert.issue_date + months(12)) & (Cert.issue_date <= Claim.applied_on)
    heads, certs = distinct(Cert.body, Cert.pid, counted), count(Cert.body, counted)
    e.grant("heads", "", "", heads)
    e.criterion("has_counted_certificates", "", "", certs >= 1)
    e.amount(least(heads * fen(the.per_head) + certs * fen(the.per_cert), fen(ORG_CAP)), rounding=HALF_UP)
    return [a, b, c, dg, db, e]


def fen(n):
    from bole.policy.types import MONEY

    return Literal(n, MONEY)


def load(n):
    d = folder(n)
    person, cert = pl.read_parquet(d / "person.parquet"), pl.read_parquet(d / "cert.parquet")
    body = cert.select("body").unique()
    frames = {}
    for name, frame in (("person", person), ("cert", cert), ("body", body)):
        table = FACTS.table(name)
        frames[name] = frame.select(c.name for c in table.columns)
    return frames


SCHEMES = schemes_of(law())


def evaluate(frames):
    engine = PolarsEngine()
    complete = frozenset((t, c) for t, f in frames.items() for c in f.columns if not f[c].null_count())
    register = Register(FACTS, engine, {t: engine.table(f) for t, f in frames.items()}, frozenset(frames), complete)
    got = run(SCHEMES, register, as_of=APP)
    paid = engine.collect(got.paid_to("bench.a0"))
    for table in ("person", "body"):
        got.columns.sheet(table)
    return got, paid


def totals(frames, res):
    got, paid = res
    people = got.decisions("bench.b0").select(pid="fact", direct_title="grant:direct_title", senior_support="grant:senior_support", may_apply="grant:may_apply")
    c = got.decisions("bench.c0").select(pid="fact", c_ok=pl.col("outcome") == 0)
    dg = got.decisions("bench.d_guarantee0").select(pid="fact", g="fen")
    db = got.decisions("bench.d_boost0").select(pid="fact", b="fen")
    p = people.join(c, on="pid").join(dg, on="pid").join(db, on="pid").join(paid, left_on="pid", right_on="to", how="left")
    p = p.with_columns(a_fen=pl.col("fen").fill_null(0), a_claims=pl.col("times").fill_null(0), d_fen=pl.max_horizontal("g", "b").fill_null(0)).sort("pid")
    o = got.decisions("bench.e0").filter(pl.col("outcome") == 0).select(body="fact", heads="grant:heads", reward="fen")
    EXTRA["criteria"] = {
        f"{rule}.{name}": {**n, "not_reached": 0}
        for rule in ("a", "c", "d_guarantee", "d_boost")
        for name, n in got.criteria_counted(f"bench.{rule}0").items()
    }
    return np_totals(*[{k: f[k].to_numpy() for k in f.columns} for f in (p, o)])
