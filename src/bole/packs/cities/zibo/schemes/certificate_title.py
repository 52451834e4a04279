"""数字工程师证书与职称: what a certificate of the digital engineers' programme does for a title (zibo-20250411 八).

Four relations that look alike and are not: recognised as the title, counted as a result for it, may apply for it at
once, may apply for it after years of work. None of the last three is the title.
"""

from bole.kernel.levels import CertificateGrade, TitleLevel
from bole.policy.vocabulary import Certificate, Claim, Scheme, choose, clause, date, level, param, since

source = clause("zibo-20250411", "八")
# The text has its day of issue and no day of entry into force.
window = since(date(2025, 4, 11))

junior, middle, senior = (level("certificate-grade", grade) for grade in CertificateGrade)
junior_title, middle_title = level("title-level", TitleLevel.JUNIOR), level("title-level", TitleLevel.MIDDLE)
# What texts call 高级职称 begins with the associate senior title.
senior_title = level("title-level", TitleLevel.ASSOCIATE_SENIOR)

engineer = (
    "数字技术工程师的专业技术等级证书",
    "digital engineers' grade certificates",
    Certificate.kind == "engineer",
)
training_pass = (
    "数字技术工程师的培训合格证书",
    "digital engineers' training pass certificates",
    Certificate.kind == "training-pass",
)


def relation(name: str, title: str, title_en: str) -> Scheme:
    """One relation between a certificate and a title."""
    return Scheme(
        id=f"zibo.{name}",
        title=title,
        title_en=title_en,
        per=Certificate,
        cites=source,
        in_force=window,
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )


recognised = relation("title-recognised", "等级证书认定为职称", "grade certificate recognised as a title")
recognised.scope(*engineer)
recognised.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
recognised.criterion(
    "grade", "证书为初级或中级", "the grade is junior or middle", Certificate.grade.one_of(junior, middle)
)
recognised.grant(
    "recognised_as",
    "认定的职称，不再评审",
    "the title it is recognised as, without a review",
    choose(Certificate.grade == middle, middle_title, junior_title),
)

counted = relation(
    "title-result", "高级证书作为职称业绩成果", "senior certificate counts as a result for the senior title"
)
counted.scope(*engineer)
counted.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
counted.criterion("grade", "证书为高级", "the grade is senior", Certificate.grade == senior)
counted.grant(
    "counts_as_result_for",
    "申报这一级以上职称时算一项业绩成果，不是职称本身",
    "counts as one result when applying for this title or a higher one; it is not the title",
    senior_title,
)

may_apply_junior = relation(
    "title-apply-junior", "初级培训合格可申报初级职称", "junior pass may apply for the junior title"
)
may_apply_junior.scope(*training_pass)
may_apply_junior.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
may_apply_junior.criterion("grade", "证书为初级", "the grade is junior", Certificate.grade == junior)
may_apply_junior.grant(
    "may_apply_for",
    "可以申报评审或考试的职称，不是职称本身",
    "the title whose review or examination is open; it is not the title",
    junior_title,
)

may_apply_middle = relation(
    "title-apply-middle",
    "中级培训合格满年限可申报中级职称",
    "middle pass may apply for the middle title after some years",
)
may_apply_middle.scope(*training_pass)
may_apply_middle.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
may_apply_middle.criterion("grade", "证书为中级", "the grade is middle", Certificate.grade == middle)
may_apply_middle.criterion(
    "years",
    "从事本专业已满规定年限",
    "the years in the field are complete",
    Certificate.field_since + param("middle-title-years") <= Claim.applied_on,
)
may_apply_middle.grant(
    "may_apply_for",
    "可以申报评审或考试的职称，不是职称本身",
    "the title whose review or examination is open; it is not the title",
    middle_title,
)
may_apply_middle.grant(
    "since",
    "从哪一天起可以申报",
    "the day from which it may apply",
    Certificate.field_since + param("middle-title-years"),
)
