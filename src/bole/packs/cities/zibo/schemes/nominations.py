"""推荐名单的数字人才比例: least digital share of the skilled workers whom a district nominates (zibo-20250411 八).

Decided for each list before it is submitted: one list is one district's, of one batch.
"""

from bole.policy.vocabulary import (
    ROUND_UP,
    Nomination,
    Scheme,
    Slate,
    clause,
    count,
    date,
    greatest,
    param,
    since,
)

digital_share = Scheme(
    id="zibo.elite-digital-share",
    title="淄博英才计划技能人才推荐的数字人才比例",
    title_en="digital share of skilled nominations to the Zibo elite plan",
    per=Slate,
    cites=clause("zibo-20250411", "八"),
    # The text has its day of issue and no day of entry into force.
    in_force=since(date(2025, 4, 11)),
    in_force_verified=False,
    law_of_verified=False,
)

skilled = count(Nomination.slate, Nomination.skilled)
digital = count(Nomination.slate, Nomination.skilled & Nomination.digital)
# At least a share: of 11 persons 20 % are 2.2, and 2 would be less.
needed = skilled.part(param("elite-digital-share"), rounding=ROUND_UP)

digital_share.scope("淄博英才计划的名单", "lists for the Zibo elite plan", Slate.programme == "zibo-elite")
digital_share.criterion("skilled", "名单上有技能人才", "there are skilled workers on the list", skilled >= 1)
digital_share.criterion(
    "share",
    "技能人才中数字人才不低于规定比例",
    "of the skilled workers the digital ones are at least the share",
    digital >= needed,
)
digital_share.grant("skilled_workers", "名单上的技能人才", "skilled workers on the list", skilled)
digital_share.grant("digital_workers", "其中的数字人才", "digital ones of them", digital)
digital_share.grant(
    "missing",
    "人数不变时还差的数字人才",
    "digital ones missing while the number of persons stays",
    greatest(needed - digital, 0),
)
