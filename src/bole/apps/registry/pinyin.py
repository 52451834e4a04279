"""拼音: what somebody typed in letters, taken apart into sounds."""

from functools import cache, lru_cache
from typing import Final

_MOST: Final = 8
"""Ways of taking it apart that are tried."""

SYLLABLES: Final = frozenset(
    """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
    cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu
    cuan cui cun cuo da dai dan dang dao de den deng di dian diao die ding diu dong dou du duan dui dun duo e ei en
    eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang
    gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao
    jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo
    la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai
    man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian
    niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie
    pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong
    rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shen sheng shi shou shu
    shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao
    tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong
    xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng
    zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu
    zuan zui zun zuo
    """.split()
)
"""音节 without tones; ü is v."""
_LONGEST: Final = max(map(len, SYLLABLES))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(sound[:end] for sound in SYLLABLES for end in range(1, len(sound) + 1))


def beginnings(typed: str) -> list[str]:
    """Ways to write it as sounds apart by spaces, the last of which may be cut off: `xian` is `xian` and `xi an`.

    A space or an apostrophe in it parts sounds. Empty where it is no pinyin.
    """
    parts = typed.lower().replace("ü", "v").replace("'", " ").replace("’", " ").split()
    found = [""]
    for at, part in enumerate(parts):
        # What is whole is not taken to be cut off.
        ways = _ways(part, cut=False) or _ways(part, cut=at == len(parts) - 1)
        found = [f"{one} {way}".lstrip() for one in found for way in ways][:_MOST]
    # What begins with another way finds nothing that the other does not find.
    return [one for one in found if not any(one != other and one.startswith(other) for other in found)]


# Kept, for the same rest is reached in many ways: without it a long word would take for ever.
@lru_cache(maxsize=10_000)
def _ways(letters: str, *, cut: bool) -> tuple[str, ...]:
    """The ways to take letters apart, the longest sounds first; `cut`: the last one may be the beginning of a sound."""
    found = [letters] if letters in SYLLABLES else []
    for end in range(min(_LONGEST, len(letters) - 1), 0, -1):
        if letters[:end] in SYLLABLES:
            found += [f"{letters[:end]} {rest}" for rest in _ways(letters[end:], cut=cut)]
    if cut and letters in _beginnings() and letters not in found:
        found.append(letters)
    return tuple(found[:_MOST])
