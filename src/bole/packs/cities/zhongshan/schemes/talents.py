"""人才引进: special talents of industry and science, special posts, flexible recruitment, teams and focus groups.

The letters name the rules and none of them is at hand: amounts and standards are missing, and what is judged (value,
ability, results) is a person's to judge. What needs neither is computed.
"""

from bole.policy.vocabulary import (
    HALF_UP,
    Claim,
    Employment,
    Mark,
    Scheme,
    Talent,
    clause,
    date,
    during,
    exists,
    param,
    since,
    year,
)

ZHONGSHAN = "442000"

# The rules themselves are older; these are the days of the letters that tell of them.
told_in_industry_letter, told_in_labour_letter = since(date(2025, 9, 15)), since(date(2025, 9, 20))
employed_here = (Employment.city == ZHONGSHAN) & during(Employment, Claim.applied_on)
# Who registered as unemployed, studying, drawing a pension or self-employed has no employer that could be looked up.
with_an_employer = Employment.status.one_of("employee", "flexible", "established")
at_an_enterprise = Employment.organisation.kind == "enterprise"


def special_talent(name: str, title: str, title_en: str, post: str, meant: tuple[str, str]) -> Scheme:
    """An allowance to somebody whose value, ability and results are judged."""
    made = Scheme(
        id=f"zhongshan.{name}",
        title=title,
        title_en=title_en,
        per=Employment,
        pays=Employment.person,
        cites=clause("zhongshan-134203", "一"),
        in_force=told_in_industry_letter,
        in_force_verified=False,
        law_of=Claim.applied_on,
        law_of_verified=False,
    )
    made.scope(*meant, with_an_employer & at_an_enterprise & (Employment.post == post))
    made.criterion("employed", "申领时在本市任职", "holds the post in the city", employed_here)
    made.needs_person("value", "创新价值大不大", "whether the value for innovation is great")
    made.needs_person("ability", "专业能力强不强", "whether the professional ability is outstanding")
    made.needs_person("results", "业绩成果显著不显著", "whether the results are marked")
    return made


industry_talent = special_talent(
    "industry-talent",
    "工业企业经营管理领域特聘人才补贴",
    "allowance to special talent of industrial management",
    "manager",
    ("企业的管理岗位", "managers' posts at enterprises"),
)
industry_talent.amount(
    param("industry-talent-allowance"), rounding=HALF_UP, cites=clause("zhongshan-industry-talent-rules")
)

science_talent = special_talent(
    "science-talent",
    "科技创新领域特聘人才补贴",
    "allowance to special talent of science and innovation",
    "technical",
    ("企业的专业技术岗位", "technical posts at enterprises"),
)
science_talent.amount(
    param("science-talent-allowance"), rounding=HALF_UP, cites=clause("zhongshan-science-talent-rules")
)

special_post = Scheme(
    id="zhongshan.special-post",
    title="企业特聘岗位人才待遇",
    title_en="treatment of the holder of a special post",
    per=Employment,
    cites=clause("zhongshan-134115", "四/二是"),
    in_force=told_in_labour_letter,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
special_post.scope(
    "企业按自己的标准聘任的特聘岗位",
    "special posts that firms fill by their own standard",
    with_an_employer & (Employment.post == "special"),
)
special_post.criterion("employed", "申领时在本市任职", "holds a post in the city", employed_here)
special_post.criterion(
    "authorised",
    "企业是获授权的领军企业、龙头骨干企业或专精特新“小巨人”",
    "the firm is an authorised leading, backbone or little giant firm",
    exists(
        Mark.organisation,
        Mark.kind.one_of("leading", "backbone", "little-giant") & during(Mark, Claim.applied_on),
    ),
)
special_post.grant(
    "scarce_talent",
    "享受紧缺高层次人才的待遇和服务",
    "has the treatment and services of scarce high-level talent",
    Employment.post == "special",
)

flexible = Scheme(
    id="zhongshan.flexible-recruitment",
    title="柔性引才补贴",
    title_en="flexible-recruitment subsidy",
    per=Employment,
    pays=Employment.person,
    cites=clause("zhongshan-134115", "一/(一)/一是"),
    in_force=told_in_labour_letter,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
flexible.criterion("employed", "申领时正由本市单位引进", "engaged by an organisation of the city", employed_here)
flexible.scope("以柔性方式引进的人", "persons engaged flexibly", Employment.status == "flexible")
flexible.amount(param("flexible-subsidy"), rounding=HALF_UP, cites=clause("zhongshan-flexible-rules"))

focus = Scheme(
    id="zhongshan.focus-groups",
    title="重点引进人才归类",
    title_en="focus groups of recruitment",
    per=Talent,
    cites=clause("zhongshan-134115", "一/(一)/一是"),
    in_force=told_in_labour_letter,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
focus.criterion(
    "recognised",
    "由本市认定，申领时仍在有效期内",
    "recognised by the city, and still so",
    (Talent.city == ZHONGSHAN) & during(Talent, Claim.applied_on),
)
focus.scope(
    "重点引进的人才：高层次人才、英才计划入选者、科技人才或创新团队成员",
    "focus groups: high-level, of the elite plan, of science, or of an innovation team",
    Talent.kind.one_of("high-level", "elite", "science", "team"),
)
focus.grant("counted_in", "归入哪一类", "the group counted in", Talent.kind)
focus.grant("intake", "计入哪一年的引进", "the year of intake", year(Talent.started_on))

elite = Scheme(
    id="zhongshan.elite-plan",
    title="中山英才计划支持",
    title_en="support under the Zhongshan elite plan",
    per=Talent,
    cites=clause("zhongshan-134115", "一/(一)/一是"),
    in_force=told_in_labour_letter,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
elite.scope("英才计划入选者", "holders of the elite plan", Talent.kind == "elite")
elite.criterion("in_term", "申领时仍在支持期内", "still within the term of support", during(Talent, Claim.applied_on))
elite.needs_person("support", "给什么支持：文件没有写", "what support is given: the text does not say")

team = Scheme(
    id="zhongshan.innovation-team",
    title="创新科研团队资助",
    title_en="grant to an innovation research team",
    per=Talent,
    pays=Talent.organisation,
    cites=clause("zhongshan-134203", "一"),
    in_force=told_in_industry_letter,
    in_force_verified=False,
    law_of=Claim.applied_on,
    law_of_verified=False,
)
team.scope("创新科研团队成员", "members of innovation teams", Talent.kind == "team")
team.criterion(
    "here",
    "由本市认定，申领时仍在有效期内",
    "recognised by the city, and still so",
    (Talent.city == ZHONGSHAN) & during(Talent, Claim.applied_on),
)
team.needs_person("review", "团队和项目要经专家评审", "team and project are reviewed by experts")
team.amount(param("team-grant"), rounding=HALF_UP, cites=clause("zhongshan-team-rules"))
