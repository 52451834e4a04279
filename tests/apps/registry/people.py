"""People and bodies whom nobody can be: numbers of province 60, credit codes of division 60, phones that begin with 12."""

from bole.kernel.identifiers import check_place, credit_place


def number(person: int, born: str = "19900307") -> str:
    """An identity number; of a man for an odd `person`."""
    seventeen = f"60{person // 1000 % 10000:04}{born}{person % 1000:03}"
    return seventeen + check_place(seventeen)


def code(body: int) -> str:
    """A credit code."""
    seventeen = f"91600000{body:08}A"
    return seventeen + credit_place(seventeen)


def insured(person: int = 1, **more: str) -> dict[str, str]:
    """A row of insurance, good as it is."""
    row = {
        "姓名": "张三", "证件号码": number(person), "险种": "职工养老保险", "单位名称": "样例一号有限公司",
        "统一社会信用代码": code(1), "参保地区划": "442000", "缴费起始日期": "2024-05-03", "缴费截止日期": "",
        "参保状态": "参保缴费", "累计缴费月数": "12", "手机号码": f"12{person:09}",
    }  # fmt: skip
    return row | more


def certificate(person: int = 1, **more: str) -> dict[str, str]:
    """A row of certificates, good as it is."""
    row = {
        "姓名": "张三", "身份证号": number(person), "证书类别": "职业技能等级证书", "证书编号": f"S6000{person:017}",
        "职业编码": "", "职业名称": "", "技能等级": "三级/高级工", "评价方式": "社会培训评价组织认定",
        "发证机构": "样例评价中心", "发证日期": "2024/5/3", "证书状态": "有效",
    }  # fmt: skip
    return row | more


def householder(person: int = 1, **more: str) -> dict[str, str]:
    """A row of households, good as it is."""
    row = {
        "姓名": "张三", "性别": "", "公民身份号码": number(person), "户籍地区划": "442000", "镇街": "442000001",
        "迁入日期": "20200101",
    }  # fmt: skip
    return row | more
