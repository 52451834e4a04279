"""遴选: places that are few: artisans in the talent project, and the year's training bases and master studios (二).

Who gets a place hangs on all that stand for it, so the places are given out by `allocate`, in the order of nomination.
"""

from bole.policy.vocabulary import (
    ROUND_DOWN,
    Claim,
    Nomination,
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

GUANGZHOU = "440100"

artisans, carriers = clause("guangzhou-2025-7", "二/(一)"), clause("guangzhou-2025-7", "二/(四)")


def selection(name: str, title: str, title_en: str, *, programme: str, meant: tuple[str, str]) -> Scheme:
    """One selection among nominations: what all three have in common."""
    made = Scheme(
        id=f"guangzhou.{name}",
        title=title,
        title_en=title_en,
        per=Nomination,
        cites=carriers,
        # The text has its day of issue and no day of entry into force.
        in_force=since(date(2025, 4, 10)),
        in_force_verified=False,
        law_of=Nomination.nominated_on,
        law_of_verified=False,
    )
    made.scope(*meant, Nomination.programme == programme)
    made.criterion("ranked", "推荐次序有记录", "the order of nomination is on record", Nomination.rank.known)
    return made


broad_talent = selection(
    "broad-talent",
    "羊城工匠进入广聚英才人才工程",
    "Guangzhou artisans in the broad talent project",
    programme="broad-talent",
    meant=("推荐到广聚英才人才工程的人", "nominations for the broad talent project"),
)
artisan = exists(
    Talent.person, (Talent.kind == "artisan") & (Talent.city == GUANGZHOU) & during(Talent, Claim.applied_on)
)
broad_talent.criterion("artisan", "是合格的羊城工匠", "is a Guangzhou artisan", artisan, cites=artisans)
# The share is of the whole batch of artisans, not of those nominated: the list says how many the batch has.
places = Nomination.slate.pool.part(param("broad-talent-share"), rounding=ROUND_DOWN)
broad_talent.criterion(
    "batch_counted",
    "本批羊城工匠的人数有记录",
    "the size of the batch is on record",
    Nomination.slate.pool >= 1,
    cites=artisans,
)
broad_talent.grant("places", "本批名额", "places of the batch", places, cites=artisans)
broad_talent.quota(
    "share",
    "按推荐次序，名额不超过本批羊城工匠的规定比例",
    "by the order of nomination, at most the share of the batch",
    share=places,
    per=(Nomination.slate,),
    order=Nomination.rank,
    cites=artisans,
)

bases = selection(
    "training-bases",
    "遴选市级高技能人才培训基地",
    "selection of city training bases for highly skilled workers",
    programme="training-base",
    meant=("推荐为市级高技能人才培训基地的", "nominations of city training bases"),
)
bases.criterion(
    "body", "推荐的是单位", "the nominee is an organisation", Nomination.candidate.known & ~Nomination.person.known
)
bases.criterion("city", "单位在本市", "the organisation is in the city", Nomination.candidate.city == GUANGZHOU)
bases.grant("support", "按有关规定给予的支持", "support by the rules concerned", param("base-support"))
bases.quota(
    "places",
    "按推荐次序，每年若干家",
    "by the order of nomination, so many a year",
    share=param("training-bases-a-year"),
    per=(year(Nomination.nominated_on),),
    order=Nomination.rank,
)

studios = selection(
    "master-studios",
    "遴选市级技能大师工作室",
    "selection of city master studios",
    programme="master-studio",
    meant=("推荐为市级技能大师工作室的", "nominations of city master studios"),
)
studios.grant("support", "按有关规定给予的支持", "support by the rules concerned", param("studio-support"))
studios.quota(
    "places",
    "按推荐次序，每年若干家",
    "by the order of nomination, so many a year",
    share=param("master-studios-a-year"),
    per=(year(Nomination.nominated_on),),
    order=Nomination.rank,
)
