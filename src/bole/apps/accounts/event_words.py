"""事项的说法: what the kinds of events are called, for those who read the log; a test holds that none is left out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bole.kernel.messages import N_

EVENT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "administrator.appointed": N_("任命管理员"),
        "administrator.dismissed": N_("免去管理员"),
        "correction.answered": N_("答复更正申请"),
        "correction.requested": N_("申请更正"),
        "grant.ended": N_("收回授权"),
        "grant.given": N_("授予角色"),
        "identity.linked": N_("关联统一身份"),
        "identity.removed": N_("解除统一身份"),
        "identity.signed-in": N_("单点登录"),
        "import.cancelled": N_("停止导入"),
        "import.checked": N_("检查文件"),
        "import.chunk": N_("写入一段"),
        "import.columns": N_("指定列的对应"),
        "import.confirmed": N_("确认导入"),
        "import.discarded": N_("放弃文件"),
        "import.done": N_("导入完成"),
        "import.resumed": N_("继续导入"),
        "import.uploaded": N_("上传文件"),
        "import.undo-chunk": N_("撤销一段"),
        "import.undo-confirmed": N_("确认撤销导入"),
        "import.undone": N_("撤销导入完成"),
        "inspection.recorded": N_("登记机构检查"),
        "key.dropped": N_("销毁旧密钥"),
        "key.resealed": N_("重新密封"),
        "key.rotated": N_("更换密钥"),
        "mark.granted": N_("授予单位标签"),
        "mark.withdrawn": N_("撤销单位标签"),
        "person.exported": N_("导出本人档案"),
        "person.kept-apart": N_("判定不是同一人"),
        "person.linked": N_("留存的行归入档案"),
        "person.link-asked": N_("同一人与否待核"),
        "person.merge-undone": N_("撤销归并"),
        "person.merged": N_("归并两份档案"),
        "person.revealed": N_("查看完整号码"),
        "pool.created": N_("设立人才库"),
        "pool.entered": N_("入库"),
        "pool.exported": N_("导出人才库名单"),
        "pool.left": N_("出库"),
        "pool.promoted": N_("后备转正"),
        "register.claimed": N_("登记申领"),
        "register.paid": N_("登记发放"),
        "register.unclaimed": N_("撤回申领"),
        "register.replaced": N_("更新登记"),
        "retention.erased": N_("到期清除"),
        "scheme.published": N_("公布政策项目"),
        "scheme.ran": N_("计算政策项目"),
        "snapshot.erased": N_("删除到期的快照"),
        "snapshot.made": N_("做快照"),
        "source.added": N_("新增来源"),
        "source.changed": N_("更改来源"),
        "unit.created": N_("设立单位"),
        "user.created": N_("开设账户"),
        "user.deactivated": N_("停用账户"),
        "user.password-set": N_("更换口令"),
        "user.reactivated": N_("恢复账户"),
        "user.second-factor-reset": N_("清除动态口令"),
    }
)
"""事项: an event's kind to its words."""
