"""代码表: the short closed lists of codes that facts use.

Long lists that change by themselves (occupations, divisions, industries) are catalogues of packs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class CodeName:
    """代码名称: the code name in both languages."""

    label: str
    label_en: str


def _names(**names: tuple[str, str]) -> dict[str, CodeName]:
    return {code.replace("_", "-"): CodeName(*both) for code, both in names.items()}


CODES: Final[Mapping[str, Mapping[str, CodeName]]] = MappingProxyType(
    {
        "sex": _names(male=("男", "male"), female=("女", "female")),
        "origin": _names(
            mainland=("内地", "mainland"),
            hongkong=("香港", "Hong Kong"),
            macao=("澳门", "Macao"),
            taiwan=("台湾", "Taiwan"),
            foreign=("外国", "foreign"),
        ),
        "employment-status": _names(
            employee=("单位职工", "employee"),
            flexible=("柔性引进", "flexible engagement"),
            established=("机关事业单位在编人员", "established staff of a public body"),
            self_employed=("个体或灵活就业", "self-employed"),
            unemployed=("登记失业", "registered unemployed"),
            drawing_benefit=("领取失业保险金", "drawing unemployment benefit"),
            student=("全日制在校学生", "full-time student"),
            pensioner=("领取养老金", "pensioner"),
        ),
        "insurance-kind": _names(
            pension=("职工养老保险", "employees' pension insurance"),
            unemployment=("失业保险", "unemployment insurance"),
            medical=("职工医疗保险", "employees' medical insurance"),
            injury=("工伤保险", "work injury insurance"),
            resident=("城乡居民养老保险", "residents' pension insurance"),
        ),
        "certificate-kind": _names(
            skill=("职业技能等级证书", "skill level certificate"),
            qualification=("职业资格证书", "vocational qualification certificate"),
            engineer=("数字技术工程师专业技术等级证书", "digital engineer's grade certificate"),
            training_pass=("数字技术工程师培训合格证书", "digital engineer's training pass certificate"),
            special=("专项职业能力证书", "special ability certificate"),
        ),
        "assessment-route": _names(
            social=("社会培训评价组织认定", "assessment body open to all"),
            enterprise=("用人单位自主认定", "the employer's own assessment"),
            school=("院校认定", "assessment by a school"),
            contest=("竞赛晋级", "won in a contest"),
            public=("职业技能鉴定", "public assessment"),
        ),
        "award-kind": _names(
            contest=("职业技能竞赛", "skills contest"),
            honour=("荣誉称号", "honour"),
            achievement=("成果奖", "prize for an achievement"),
            breakthrough=("重大技术攻关", "major technical breakthrough"),
            conversion=("成果转化", "result put to use"),
            invention=("技术发明", "technical invention"),
        ),
        "award-tier": _names(
            world=("世界级", "world"),
            nation=("国家级", "nation"),
            province=("省级", "province"),
            city=("市级", "city"),
            district=("县区级", "district"),
        ),
        "organisation-kind": _names(
            enterprise=("企业", "enterprise"),
            school=("院校", "school"),
            association=("商会协会", "association"),
            service=("服务机构", "service provider"),
            public=("机关事业单位", "public body"),
        ),
        "post-kind": _names(
            front_line=("一线岗位", "front-line post"),
            technical=("专业技术岗位", "technical post"),
            manager=("管理岗位", "manager's post"),
            special=("企业特聘岗位", "specially appointed post"),
        ),
        "organisation-mark": _names(
            leading=("领军企业", "leading firm"),
            backbone=("龙头骨干企业", "backbone firm"),
            specialised=("专精特新企业", "specialised firm"),
            little_giant=("专精特新小巨人企业", "little giant firm"),
            key_manufacturer=("制造业重点企业", "key manufacturer"),
            state_owned=("国有企业", "state-owned firm"),
            training_base=("高技能人才培训基地", "high-skill training base"),
            master_studio=("技能大师工作室", "master studio"),
            white_list=("培训机构白名单", "provider on the white list"),
            assessor=("备案评价机构", "filed assessment body"),
        ),
        "talent-kind": _names(
            high_level=("高层次人才", "high-level talent"),
            elite=("中山英才计划入选者", "holder of the Zhongshan elite plan"),
            industry=("工业企业经营管理领域特聘人才", "special talent of industrial management"),
            science=("科技创新领域特聘人才", "special talent of science and innovation"),
            team=("创新科研团队成员", "member of an innovation team"),
            artisan=("羊城工匠", "Guangzhou artisan"),
            leading_skilled=("高技能领军人才", "leading highly skilled worker"),
            expert=("引进的高技能专家", "imported highly skilled expert"),
            coach=("世界技能大赛专家教练", "WorldSkills expert or coach"),
            scarce=("制造业优秀紧缺人才", "excellent scarce talent of manufacturing"),
        ),
        "nomination-programme": _names(
            zibo_elite=("淄博英才计划", "Zibo elite plan"),
            broad_talent=("广聚英才人才工程", "Guangzhou broad talent project"),
            high_level=("高层次人才举荐", "nomination of high-level talent"),
            training_base=("市级高技能人才培训基地", "city high-skill training base"),
            master_studio=("市级技能大师工作室", "city master studio"),
        ),
        "loan-product": _names(
            guaranteed=("创业担保贷款", "start-up guaranteed loan"),
            boost=("创业提振贷", "start-up boost loan"),
        ),
        "loan-purpose": _names(business=("创业经营", "running the business"), other=("其他", "other")),
        "housing-kind": _names(
            rent=("租赁", "rented"),
            purchase=("购买", "bought"),
            fund_loan=("公积金贷款购房", "fund loan"),
        ),
        "service-kind": _names(
            checkup=("免费体检", "free check-up"),
            specialist=("专家诊疗", "specialist"),
            guide=("导医陪诊", "guided visit"),
            green_lane=("就医绿色通道", "medical green lane"),
            recuperation=("休假疗养", "recuperation leave"),
            school_place=("子女入学服务", "school place for a child"),
        ),
        "firm-size": _names(
            large=("大型", "large"), medium=("中型", "medium"), small=("小型", "small"), micro=("微型", "micro")
        ),
        "training-programme": _names(
            sme_digital=("中小企业数字化培训", "digital training of small and medium firms"),
            project_training=("项目制培训", "project training"),
            new_apprenticeship=("企业新型学徒制", "enterprise apprenticeship"),
            student_apprenticeship=("学生学徒制", "student apprenticeship"),
            employer_training=("用人单位自办培训", "the employer's own training"),
            digital_engineer=("数字技术工程师培育", "training of digital engineers"),
            digital_skills=("数字技能培训", "training in digital skills"),
            other=("其他培训", "other training"),
        ),
        "trainee-layer": _names(
            owner=("企业负责人", "owner"), management=("管理层", "manager"), operator=("操作人员", "operator")
        ),
    }
)
"""Classification to its codes and their names."""
