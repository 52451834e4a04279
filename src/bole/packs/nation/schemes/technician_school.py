"""技工院校班别与学历: as which education a class of a technician school counts when its graduate applies for a title.

The nation's pilot of 2018 is not at hand; what is known of it comes from a copy. The register says that somebody has
graduated from a technician school and which certificate the school gave him, not from which class: that stands on the
diploma, and a person looks at it. To count as an education is not to have it.
"""

from bole.policy.vocabulary import Certificate, Claim, Scheme, Table, clause, date, since

TECHNICIAN_SCHOOL_GRADUATE = "47"
"""技工学校毕业 in the classification of education."""

classes = Table("technician-school-classes", key=Certificate.level)

school_class = Scheme(
    id="nation.technician-school-class",
    title="技工院校毕业生按班别对应的学历申报职称",
    title_en="technician-school graduates may apply for titles with the education that their class counts as",
    per=Certificate,
    cites=clause("nation-titles-pilot-2018"),
    # The pilot is of 2018 and no day is known: the first day by which it was surely there.
    in_force=since(date(2019, 1, 1)),
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
school_class.scope(
    "技工院校毕业生由院校认定的职业技能等级证书",
    "skill level certificates that schools gave to graduates of technician schools",
    (Certificate.kind == "skill")
    & (Certificate.route == "school")
    & (Certificate.person.education == TECHNICIAN_SCHOOL_GRADUATE),
)
school_class.criterion("valid", "证书有效", "the certificate is valid", Certificate.valid)
school_class.criterion(
    "class_level",
    "等级是中级工、高级工或技师，与班别对应",
    "the level is that of a class: middle worker, senior worker or technician",
    classes.lists,
)
school_class.needs_person(
    "class_attended",
    "毕业证书上写的是不是这一级的班",
    "whether the diploma names the class of this level",
)
school_class.grant(
    "counts_as",
    "申报职称时按这一学历对待，不是学历本身",
    "the education that it counts as when applying for a title; it is not the education",
    classes.counts_as,
)
