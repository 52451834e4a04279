"""Polars by hand with every criterion kept, one Boolean column each, for every certificate and every person.

What `polars_lazy` may leave out must be there when the clock stops: no row is filtered away before it was judged. Three
frames in memory: `claims` (a row per certificate: six criteria, uplift, amount, rank, paid), `people` (the criteria of
c and of both loans of d, and the results) and `organisers`. As fast as honest work allows: ids are opaque numbers, none
serves as a position; only codes of small lists (occupation, level) do.

- The holder is insured: membership in the set of insured persons, cheaper than a join that carries one flag.
- Rank: only claims that meet all criteria are sorted, by one number made of person and amount, in the order of the
  certificates where amounts are equal.
- What a person holds is one bit per thing held: one `or` per person replaces four maxima, and one column is joined.
"""

from types import SimpleNamespace

import numpy as np
import polars as pl
from common import (
    AGE_LIMIT,
    APP,
    BASE,
    BOOST,
    CAP_CLAIMS,
    FROM,
    GUARANTEE,
    IN_CAT,
    ORG_CAP,
    PER_CERT,
    PER_HEAD,
    SENIOR,
    SHORT,
    folder,
    np_totals,
)

NAME = "Polars by hand, criteria kept"
EXTRA = {}
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
c = pl.col

CLAIM = [
    "skill_grade",
    "in_catalogue",
    "within_12_months",
    "not_already_paid",
    "insured_in_city",
    "insured_12_months",
]
REGISTRATION = ["not_yet_registered", "senior_worker_or_above", "age_within_relaxed_limit", "insured_6_months"]
STARTUP = ["digital_talent", "has_startup", "credit_ok"]
GUARANTEE_LOAN = [*STARTUP, "no_other_guarantee_loan"]
BOOST_LOAN = [*STARTUP, "skilled_or_titled"]

ABOVE = 1 << 32  # above every amount in fen: person * ABOVE - amount sorts by person, highest amount first

# What a person may hold, by number: skill level 1..8, title certificate 9..11, way to apply for a title 12..13.
TITLE, APPLY, NOTHING, THINGS = 8, 11, 0, 13
BIT = np.array([0, *(1 << thing for thing in range(THINGS))], dtype=np.uint16)


def highest(first, last):
    """For every set of things held: the highest of the things `first`..`last`, counted from 1; 0 for none."""
    held = np.arange(1 << THINGS)
    return np.max([((held & BIT[thing]) > 0) * (thing - first + 1) for thing in range(first, last + 1)], axis=0)


LEVEL, DIRECT, MAY_APPLY = (
    highest(first, last).astype(np.int8) for first, last in ((1, 8), (TITLE + 1, TITLE + 2), (APPLY + 1, APPLY + 2))
)


def of(values, code):
    """The entry of a small list for each code."""
    return pl.lit(pl.Series(values)).gather(code.cast(pl.UInt32))


def fen(amount):
    return pl.lit(amount, pl.Int32)


def load(n):
    d = folder(n)
    return pl.read_parquet(d / "person.parquet"), pl.read_parquet(d / "cert.parquet")


def judged(person, cert, the):
    """Rule a of every certificate: the six criteria, the uplift and the amount, also where no claim comes of it."""
    insured = person.filter("insured_city")["pid"].implode()
    base = of(np.array(the.base, dtype=np.int32), c("level"))
    criteria = cert.lazy().select(
        "cid",
        "pid",
        skill_grade=c("kind") == 0,
        in_catalogue=of(IN_CAT, c("occ")),
        within_12_months=c("issue_date").is_between(FROM, APP),
        not_already_paid=~c("already_paid"),
        insured_in_city=c("pid").is_in(insured),
        insured_12_months=c("ins_months") >= 12,
        uplift_30=of(SHORT, c("occ")) & (c("level") >= SENIOR),
        amount=base,
    )
    raised = (c("amount") * 130 + 50) // 100
    return criteria.with_columns(
        ok=pl.all_horizontal(CLAIM), amount=pl.when("uplift_30").then(raised).otherwise("amount")
    ).collect()


def ranked(claims):
    """The claims that meet all criteria, by person: the row of the claim, its rank from 1, what it is paid in fen."""
    key = c("pid").cast(pl.Int64) * ABOVE - c("amount")
    first = (c("pid") != c("pid").shift(1)).fill_null(True)
    place = pl.int_range(pl.len(), dtype=pl.UInt32)
    rank = place - pl.when(first).then(place).forward_fill() + 1
    entitled = claims.lazy().with_row_index("row").filter("ok").select("row", "pid", "amount", key=key)
    order = entitled.sort("key", maintain_order=True).select("row", "pid", "amount", rank=rank.cast(pl.UInt8))
    paid = pl.when(c("rank") <= CAP_CLAIMS).then("amount").otherwise(0)
    return order.select("row", "pid", "rank", paid=paid).collect()


def rule_a(person, cert, the):
    """All certificates with rank (0: no claim) and fen paid, and the ranked claims apart."""
    claims = judged(person, cert, the)
    ranks = ranked(claims)

    def put(name, dtype):
        return pl.zeros(len(claims), dtype, eager=True).scatter(ranks["row"], ranks[name]).alias(name)

    return claims.with_columns(put("rank", pl.UInt8), put("paid", pl.Int32)), ranks


def paid_to(ranks):
    """Per person: the rank of the last claim is the number of claims, and the running sum there has all of them."""
    last = (c("pid") != c("pid").shift(-1)).fill_null(True)
    run = ranks.lazy().with_columns(run=c("paid").cast(pl.Int64).cum_sum()).filter(last)
    claims = pl.min_horizontal("rank", pl.lit(CAP_CLAIMS, pl.UInt8))
    return run.select("pid", a_claims=claims, a_fen=c("run") - c("run").shift(1).fill_null(0))


def held(cert, the):
    """Per person with certificates: what he holds, one bit per thing."""
    kind, pt = c("kind"), c("pt")
    may_apply = (pt == 1) | (pt == 2) & (c("field_years") >= the.field_years)
    thing = (
        pl.when(kind == 0)
        .then("level")
        .when(kind == 1)
        .then(TITLE + pt)
        .when(may_apply)
        .then(APPLY + pt)
        .otherwise(pl.lit(NOTHING, pl.Int8))
    )
    return cert.lazy().select("pid", held=of(BIT, thing)).group_by("pid").agg(c("held").bitwise_or())


def people_of(person, cert, ranks, the):
    """Rules b, c and d of every person, and what rule a pays him."""
    joined = person.lazy().join(held(cert, the), on="pid", how="left").join(paid_to(ranks), on="pid", how="left")
    facts = joined.with_columns(c("held").fill_null(0)).select(
        "pid",
        c("a_fen", "a_claims").fill_null(0),
        *STARTUP,
        "requested",
        "age",
        ml=of(LEVEL, c("held")),
        direct_title=of(DIRECT, c("held")),
        senior_support=(c("held") & int(BIT[TITLE + 3])) > 0,
        may_apply=of(MAY_APPLY, c("held")),
        not_yet_registered=~c("local_hukou"),
        insured_6_months=c("insured_months") >= 6,
        no_other_guarantee_loan=~c("has_guarantee_loan"),
    )
    criteria = facts.with_columns(
        senior_worker_or_above=c("ml") >= SENIOR,
        age_within_relaxed_limit=c("age") <= of(np.array(the.age_limit, dtype=np.int16), c("ml")),
        skilled_or_titled=(c("ml") >= SENIOR) | (c("direct_title") == 2),
    )
    ceiling = (
        pl.when(pl.all_horizontal(BOOST_LOAN))
        .then(fen(the.boost))
        .when(pl.all_horizontal(GUARANTEE_LOAN))
        .then(fen(the.guarantee))
        .otherwise(fen(0))
    )
    return criteria.with_columns(
        c_ok=pl.all_horizontal(REGISTRATION), d_fen=pl.min_horizontal("requested", ceiling)
    ).drop("requested", "age")


def organisers_of(cert, claims, the):
    """Rule e of every organiser with a counted certificate."""
    reward = c("heads").cast(pl.Int64) * the.per_head + c("n").cast(pl.Int64) * the.per_cert
    counted = cert.lazy().filter(c("kind") != 1, claims["within_12_months"])
    return (
        counted.group_by("body")
        .agg(heads=c("pid").n_unique(), n=pl.len())
        .with_columns(reward=pl.min_horizontal(pl.lit(ORG_CAP, pl.Int64), reward))
    )


def evaluate(st, the=LAW):
    person, cert = st
    if not cert["cid"].is_sorted():  # equal amounts are ranked in the order of the certificates
        cert = cert.sort("cid")
    claims, ranks = rule_a(person, cert, the)
    people, organisers = pl.collect_all([people_of(person, cert, ranks, the), organisers_of(cert, claims, the)])
    return claims, people, organisers


def totals(st, res):
    claims, people, organisers = res
    EXTRA["criteria"] = criteria(claims, people)
    return np_totals(*[{k: f[k].to_numpy() for k in f.columns} for f in (people, organisers)])


def criteria(claims, people):
    """How often each criterion is met, from the kept columns. The register has no blanks, so none is unknown."""
    rules = {
        "a": (claims, CLAIM),
        "c": (people, REGISTRATION),
        "d_guarantee": (people, GUARANTEE_LOAN),
        "d_boost": (people, BOOST_LOAN),
    }
    counts = {}
    for rule, (frame, names) in rules.items():
        for name, met in frame.select(c(names).sum()).row(0, named=True).items():
            counts[f"{rule}.{name}"] = {"met": met, "not_met": len(frame) - met, "unknown": 0, "not_reached": 0}
    return counts


def load_schemes(n, count):
    from schemes import schemes  # beside run_schemes.py only

    return load(n), schemes(count)


def evaluate_schemes(st):
    """One copy of the law after the other, as one would by hand; of a lone first rule, that rule only."""
    from schemes import law

    register, wanted = st
    if wanted == [("a", 0)]:
        return [rule_a(*register, LAW)[:1]]
    return [evaluate(register, law(copy)) for copy in range(wanted[-1][1] + 1)]


def totals_schemes(st, res):
    figures = {
        "a": lambda claims, *_: claims["paid"].cast(pl.Int64).sum(),
        "b": lambda _, people, __: (
            people["may_apply"].cast(pl.Int64).sum() + people["direct_title"].cast(pl.Int64).sum()
        ),
        "c": lambda _, people, __: people["c_ok"].sum(),
        "d": lambda _, people, __: people["d_fen"].cast(pl.Int64).sum(),
        "e": lambda _, __, organisers: organisers["reward"].sum(),
    }
    return {f"{rule}{copy}": figures[rule](*res[copy]) for rule, copy in st[1]}
