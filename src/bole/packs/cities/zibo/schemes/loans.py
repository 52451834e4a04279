"""创业担保贷款和创业提振贷: up to which sum a small firm or a person may apply for a start-up loan (zibo-20250411 四).

What is decided is the application, not the loan: the bank looks at it afterwards. An application above the ceiling is
taken up to the ceiling, and what is cut off is shown. The text does not say who is digital: trades that it does not
name are looked up by a person; a person is digital by certificate or by the occupation of his present work.
"""

from bole.policy.vocabulary import (
    Certificate,
    Claim,
    Employment,
    Loan,
    Scheme,
    Table,
    Term,
    clause,
    date,
    during,
    exists,
    greatest,
    least,
    listed,
    param,
    since,
    yuan,
)

ZIBO = "370300"

source = clause("zibo-20250411", "四")

occupation = Table("nation.occupation", key=Certificate.occupation)
trade = Table("nation.occupation", key=Employment.occupation)
certified = exists(
    Certificate.person,
    Certificate.valid
    & (
        Certificate.kind.one_of("engineer", "training-pass")
        | (Certificate.kind.one_of("skill", "qualification", "special") & occupation.digital)
    ),
)
working = exists(Employment.person, during(Employment, Claim.applied_on) & trade.digital)


# One application has one borrower: what a person signs is not the firm's.
to_a_firm = Loan.organisation.known & ~Loan.person.known
to_a_person = Loan.person.known


def loan(name: str, product: str, borrower: Term, title: str, title_en: str) -> Scheme:
    """One kind of loan to one kind of borrower: what all four have in common."""
    made = Scheme(
        id=f"zibo.{name}",
        title=title,
        title_en=title_en,
        per=Loan,
        cites=source,
        # The text has its day of issue and no day of entry into force.
        in_force=since(date(2025, 4, 11)),
        in_force_verified=False,
        law_of=Loan.applied_on,
        law_of_verified=False,
    )
    kinds = {"guaranteed": ("创业担保贷款", "start-up guaranteed"), "boost": ("创业提振贷", "boost")}
    zh, en = kinds[product]
    who, who_en = ("个人", "persons") if borrower is to_a_person else ("单位", "firms")
    made.scope(f"{who}申请的{zh}", f"applications of {who_en} for a {en} loan", (Loan.product == product) & borrower)
    made.criterion("place", "在本市申请", "applied for in the city", Loan.city == ZIBO)
    made.criterion("purpose", "贷款用于创业经营", "the loan is for running the business", Loan.purpose == "business")
    return made


def up_to(made: Scheme, ceiling: str) -> Scheme:
    """The sum that may be applied for, and what lies above the ceiling."""
    limit = param(ceiling)
    made.grant("granted", "可以受理的金额", "sum that is taken up", least(Loan.asked, limit))
    above = greatest(Loan.asked - limit, yuan(0))
    made.grant("clipped", "超出最高额、不予受理的部分", "part above the ceiling that is cut off", above)
    made.grant("ceiling", "最高可以申请", "most that may be applied for", limit)
    return made


def to_firm(made: Scheme) -> Scheme:
    """The borrower is a small firm of the digital field."""
    made.criterion(
        "small",
        "是小型或微型企业",
        "a small or micro enterprise",
        (Loan.organisation.kind == "enterprise") & Loan.organisation.size.one_of("small", "micro"),
    )
    made.criterion(
        "digital",
        "属于数字领域",
        "belongs to the digital field",
        listed("digital-industries", key=Loan.organisation.industry),
        cites=clause("zibo-20250411", "三"),
    )
    return made


def to_person(made: Scheme) -> Scheme:
    """The borrower is a digital talent."""
    made.criterion(
        "digital",
        "是数字人才：有数字技术工程师证书、数字职业的证书，或正在从事数字职业",
        "is a digital talent: a digital engineer's certificate, one of a digital occupation, or at work in one",
        certified | working,
        cites=clause("zibo-20250411", "八"),
    )
    return made


guaranteed_firm = up_to(
    to_firm(
        loan(
            "guaranteed-loan-firm",
            "guaranteed",
            to_a_firm,
            "小微企业创业担保贷款",
            "start-up guaranteed loan to a small firm",
        )
    ),
    "guaranteed-loan-firm-ceiling",
)
boost_firm = up_to(
    to_firm(loan("boost-loan-firm", "boost", to_a_firm, "小微企业创业提振贷", "boost loan to a small firm")),
    "boost-loan-firm-ceiling",
)
guaranteed_person = up_to(
    to_person(
        loan(
            "guaranteed-loan-person",
            "guaranteed",
            to_a_person,
            "个人创业担保贷款",
            "start-up guaranteed loan to a person",
        )
    ),
    "guaranteed-loan-person-ceiling",
)
boost_person = up_to(
    to_person(loan("boost-loan-person", "boost", to_a_person, "个人创业提振贷", "boost loan to a person")),
    "boost-loan-person-ceiling",
)
