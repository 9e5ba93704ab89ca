"""surname_in_pinyin: how the commonest Chinese surnames are written in Latin letters."""

# The hundred and some commonest surnames, about nine people in ten; others are not guessed at.
_LISTED = (
    "wang王汪", "li李黎", "zhang张章張", "liu刘柳劉", "chen陈陳", "yang杨楊", "huang黄黃",
    "zhao赵趙", "wu吴武伍吳", "zhou周", "xu徐许許", "sun孙孫", "ma马馬", "zhu朱祝", "hu胡",
    "guo郭", "he何贺", "lin林", "gao高", "luo罗骆羅", "zheng郑鄭", "liang梁", "xie谢解謝",
    "song宋", "tang唐汤", "han韩韓", "deng邓鄧", "feng冯馮", "cao曹", "peng彭", "zeng曾",
    "xiao肖萧", "tian田", "dong董", "pan潘", "yuan袁", "cai蔡", "jiang蒋姜江", "yu余于俞喻",
    "du杜", "ye叶葉", "cheng程成", "wei魏韦卫", "su苏蘇", "lv吕", "lu卢陆鲁路", "ding丁",
    "ren任", "yao姚", "shen沈申", "zhong钟", "cui崔", "tan谭谈", "fan范樊", "liao廖",
    "shi石史施时", "jin金", "jia贾", "xia夏", "fu付傅符", "fang方房", "zou邹", "xiong熊",
    "bai白柏", "meng孟蒙", "qin秦覃", "qiu邱丘", "hou侯", "yin尹殷", "xue薛", "yan闫阎严颜",
    "duan段", "lei雷", "long龙", "tao陶", "mao毛", "hao郝", "gu顾古", "gong龚宫", "shao邵",
    "wan万", "qian钱", "dai戴", "mo莫", "kong孔", "xiang向项", "chang常", "niu牛", "ge葛",
    "xing邢", "qi齐戚祁", "an安", "hong洪", "ni倪", "mei梅", "zhuang庄", "nie聂", "xin辛",
    "guan关管", "ji季纪吉", "lan兰蓝", "sheng盛", "dou窦", "qu曲屈", "ning宁", "jiao焦",
    "bao包鲍", "cen岑", "che车", "hua华花", "zuo左", "miao苗", "you尤游", "tu涂屠", "ouyang欧阳",
    "shangguan上官", "sima司马", "zhuge诸葛",
)  # fmt: skip
_PINYIN: dict[str, str] = {}
for _entry in _LISTED:
    _latin = "".join(letter for letter in _entry if letter < "\x7f")
    _written = _entry[len(_latin) :]
    if _latin in {"ouyang", "shangguan", "sima", "zhuge"}:
        _PINYIN[_written] = _latin
    else:
        _PINYIN |= dict.fromkeys(_written, _latin)


def surname_in_pinyin(name: str) -> str:
    """Return the surname of a Chinese name in pinyin without tones, empty where it is not listed.

    It knows no given names: 张 may be Zhang, and which Zhang it is the characters alone tell.
    """
    return _PINYIN.get(name[:2], "") or _PINYIN.get(name[:1], "")
