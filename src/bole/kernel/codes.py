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
            established=("机关事业单位在编人员", "established staff of a public body"),
            self_employed=("个体或灵活就业", "self-employed"),
            unemployed=("登记失业", "registered unemployed"),
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
        "firm-size": _names(
            large=("大型", "large"), medium=("中型", "medium"), small=("小型", "small"), micro=("微型", "micro")
        ),
        "trainee-layer": _names(
            owner=("企业负责人", "owner"), management=("管理层", "manager"), operator=("操作人员", "operator")
        ),
    }
)
"""Classification to its codes and their names."""
