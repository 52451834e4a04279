"""互认: schools' income, and certificates that are to be recognised by others (guangzhou-2025-7 二/(三), 三/(七)).

The text sets up the relations and lists none: which certificate stands for which is a catalogue whose rows are missing,
so a person looks each up. Each certificate is a record of its own: when one is withdrawn the other stays.
"""

from bole.policy.vocabulary import (
    Certificate,
    Claim,
    Organisation,
    Scheme,
    clause,
    date,
    listed,
    param,
    since,
)

GUANGZHOU = "440100"
HONG_KONG, MACAO = "810000", "820000"

schools, assessment = clause("guangzhou-2025-7", "二/(三)"), clause("guangzhou-2025-7", "三/(七)")
# The text has its day of issue and no day of entry into force.
window = since(date(2025, 4, 10))
keys = (Certificate.occupation, Certificate.level)
issued_here = ("发证机构在本市", "the issuing body is in the city", Certificate.issuer.city == GUANGZHOU)

income = Scheme(
    id="guangzhou.school-income",
    title="公办职业院校有偿收入作绩效工资来源",
    title_en="paid income of public vocational schools for performance pay",
    per=Organisation,
    cites=schools,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
income.scope("院校", "schools", Organisation.kind == "school")
income.criterion("city", "在本市", "in the city", Organisation.city == GUANGZHOU)
income.needs_person(
    "public",
    "是不是公办职业院校，收入是不是社会培训、技术服务或办企业所得",
    "whether it is a public vocational school and the income is from training, services or a firm of its own",
)
income.grant(
    "share", "可以作绩效工资来源的比例", "the share that may go to performance pay", param("school-income-share")
)

college = Scheme(
    id="guangzhou.technician-college",
    title="技师学院按高等职业院校对待",
    title_en="technician colleges treated as higher vocational colleges",
    per=Organisation,
    cites=schools,
    in_force=window,
    in_force_verified=False,
    law_of_verified=False,
)
college.scope("院校", "schools", Organisation.kind == "school")
college.criterion("city", "在本市", "in the city", Organisation.city == GUANGZHOU)
college.needs_person(
    "standard",
    "是不是技师学院，是否达到高等职业院校的规格；生均拨款逐步落实，没有数",
    "whether it is a technician college of that standard; its funding per student comes step by step, without a figure",
)


def recognition(name: str, title: str, title_en: str) -> Scheme:
    """Certificates of one origin to be recognised by others: what all three have in common."""
    made = Scheme(
        id=f"guangzhou.{name}",
        title=title,
        title_en=title_en,
        per=Certificate,
        cites=assessment,
        in_force=window,
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
    made.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
    return made


school_certificate = recognition(
    "school-recognition",
    "技师学院与高等职业院校互认学历和证书",
    "diplomas and certificates recognised between colleges",
)
school_certificate.scope(
    "院校认定的证书", "certificates assessed by a school", Certificate.route == "school", cites=schools
)
school_certificate.criterion("city", *issued_here, cites=schools)
school_certificate.criterion(
    "listed",
    "在互认的对应关系里",
    "stands among the recognised pairs",
    listed("mutual-recognition", key=keys),
    cites=schools,
)

two = recognition("one-test-two", "一试双证", "one test, two certificates")
two.scope("用人单位自主认定的证书", "certificates of the employer's own assessment", Certificate.route == "enterprise")
two.criterion("city", *issued_here)
two.criterion(
    "listed",
    "在企业认证互认的对应关系里",
    "stands among the recognised firm certifications",
    listed("firm-certification", key=keys),
)

several = recognition("one-test-several", "粤港澳一试多证", "one test, several certificates with Hong Kong and Macao")
several.scope(
    "香港或澳门的机构发的证书",
    "certificates of a body of Hong Kong or Macao",
    Certificate.issuer.province.one_of(HONG_KONG, MACAO),
)
several.criterion(
    "listed",
    "在港澳证书的对应关系里",
    "stands among the certificates of Hong Kong and Macao",
    listed("hong-kong-macao", key=keys),
)
