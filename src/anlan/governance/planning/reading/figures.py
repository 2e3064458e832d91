"""Quantities and cadences as printed: 不少于2次, 98%以上, 1处; 每季度, 每半年, 按月."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "一二两三四五六七八九十百"
_LEAST = (
    r"不低于|不少于|不高于|不超过|不大于|不小于|超过|至少|低于|高于|小于|大于|少于|≥|≤|>|<|＞|＜"
)
_COUNTS = (
    "家次|场次|平方公里|平方千米|平方米|立方米|万平方米|公里|千米|毫米|米|km|㎡|公顷|亩|吨|万元|亿元|元|人次|万人次|"
    "人天|个工作日|个月|小时|分钟|工作日|个|座|处|项|家|支|名|人|户|套|台|辆|架|艘|部|条|次|场|期|批次|批|所|件|类|种|"
    "眼|只|孔|株|顶|床|册|例|天|日|周|年|分|份|起|宗|遍|轮次|轮|篇|张|对|门|片|村|镇|社区|栋|口|具|枚|盏|块|根|路|单元|课时|学时|站|点"
)
_NUMBER = r"\d+(?:\.\d+)?(?:[—-]\d+(?:\.\d+)?)?(?:千万|百万|万|亿|千(?!米)|百)?(?:余|多)?"
_SIDE = r"(?:及?以上|及?以下|以内|之内|内|左右)?"
_PERCENT = re.compile(
    rf"(?P<least>(?:{_LEAST})(?:[^，。；\d]{{0,8}}的)?)?(?P<n>{_NUMBER})(?P<unit>%|‰|个百分点){_SIDE}"
)
_COUNT = re.compile(
    rf"(?P<least>{_LEAST})?(?P<n>{_NUMBER})(?P<unit>{_COUNTS})(?P<side>{_SIDE})(?:[（][套座件处个组人名户块][）])?"
)
_FEW = re.compile(
    rf"(?<!第)(?P<least>{_LEAST})?(?P<n>[{_HAN}]+)(?P<unit>次|遍|轮|场|个|期|批|名|座|处|家|支)(?![是、])"
)
_BUILD = re.compile(
    r"(?:建设|建成|新建|改建|扩建|新增|建立|完成|培育|培训|创建|打造|配备|配置|增配|购置|设置|设立|布设|改造|组建|"
    r"开展|举办|组织|整治|治理|提升|实施|达到|达|达成|保障|减少|增加|搬迁|安装|更新|新改扩建|建强|评选|推出|"
    r"遴选|发展|招录|引进|覆盖|储备|下降|降低|提高|完善|修建|接入|命名|推动|督促|指导|培养|补齐|补建|补充|加装|增设|拆除|淘汰|关闭|更换|清淤|疏浚|加固|投放|发放|张贴|维修|选拔|资助|扶持|认定|选派|筹集|培训|推广|选树|梳理|控制在|保持在|满足|容纳|安置|共计?|约|各)"
    r"(?:了|至|到|全区|全县|全市|各类|至少)?$"
)
#: “组建水域、山岳、地震3支”: what is built stands as a list before its number.
_BUILD_LIST = re.compile(
    r"(?:组建|新建|建设|建成|建立|购置|配备|采购|培育|打造)[^，。；\d]{0,6}[\u4e00-\u9fff]{1,6}(?:、[\u4e00-\u9fff]{1,8})+(?<!等)$"
)
#: “完成已鉴定的43座…加固”: how many are to be done.
_FINISH = re.compile(r"完成[^，。；\d]{1,8}$|(?:实施|推进|兴建|开展|治理)[^，。；\d]{2,20}等$")
_MAKE = re.compile(r"^(?:梳理|完成|建设|建成|新建|培育|创建|打造|整治|治理|制定|编制|修订)")
_END = re.compile(r"^(?:$|[，。；、）：□]|等|的(?:目标|要求|标准))")
_EVERY = (
    rf"每(?:隔)?(?:[{_HAN}半]|\d)?(?:个)?"
    r"(?:年度|季度|学期|学年|年|季|月度|月|周|星期|日|天|旬)(?!均|报(?![送告])|期)"
    rf"|每(?:隔)?(?:[{_HAN}]|\d{{1,2}})?(?:个)?小时(?=[^，。；]{{0,6}}(?:更新|发布|报送|报告|巡查|会商|调度|监测|开展))"
)
_CADENCE = re.compile(
    rf"{_EVERY}|按(?:年度|季度|月度|半年|季|月|周|旬|日)(?=[^，。；]{{0,12}}(?:报|调度|开展|通报|组织|召开|汇总|公布|研判|检查|更新|进行|总结|分析|对))"
    r"|逐[季月周日]|(?:[^，。；、]{0,12}[年季月周日]查、?){2,}|(?<![上下每])半年(?=至少|组织|开展|不少于|召开)|(?<![每本一二三四\d上])季度(?=至少)"
    r"|(?<!分)年度(?=组织|至少|开展不少于)|(?:月度|季度)、(?:[季年]度、)*年度(?=评估|考核|通报|调度)"
)
#: “2021年3月”: a date, not a count; “1支30人以上的队伍” is one.
_RUNS_ON = re.compile(r"[.年]|(?<=[年月日])\d")
_FOR = re.compile(r"(?:结合|纳入|利用|依托|做好|围绕)$")
_BOOK = re.compile(r"《[^》]*》|〔[^〕]*〕|[“][^”]{1,40}[”]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity of a clause; ``is_target`` says whether it is a number to be reached."""

    words: str
    start: int
    end: int
    is_percent: bool
    is_target: bool


def mask(text: str, *, brackets: bool = True) -> str:
    """Blank out names of laws, quoted words and brackets, keeping the length."""
    text = _BOOK.sub(lambda m: "□" * len(m.group()), text)
    if brackets:
        text = re.sub(
            r"（(?![套座件处个组人名户块]）)[^（）]*）", lambda m: "□" * len(m.group()), text
        )
    return text


def find_figures(clause: str) -> list[Figure]:
    """Return the quantities of a clause, numbers to be reached marked."""
    text = mask(clause)
    found: list[Figure] = []

    def free(match: re.Match[str]) -> bool:
        return not any(match.start() < f.end and f.start < match.end() for f in found)

    if re.search(r"\d", text):
        for match in _PERCENT.finditer(text):
            found.append(Figure(clause[slice(*match.span())], *match.span(), True, True))
        for match in _COUNT.finditer(text):
            if free(match) and not _RUNS_ON.match(text, match.end()):
                target = _is_target(match, text)
                found.append(Figure(clause[slice(*match.span())], *match.span(), False, target))
    for match in _FEW.finditer(text):
        if free(match):
            before = text[: match.start()]
            if match.group("unit") not in ("次", "遍", "轮", "场") and not _BUILD.search(before):
                continue
            target = bool(match.group("least")) and match.group("unit") not in ("批",)
            found.append(Figure(clause[slice(*match.span())], *match.span(), False, target))
    return sorted(found, key=lambda figure: figure.start)


def _is_target(match: re.Match[str], text: str) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if before.endswith("组织") and re.match(r"[^，]{0,4}组(?:[，对赴到]|开展|进行|$)", after):
        return False  # “组织4个督导组”: the means, not the end
    unit, side = match.group("unit"), match.group("side")
    if re.search(r"(?:占地|投资|(?<![河总全])长|宽|高|深|距)(?:约)?$", before):
        return False
    if before[-1:] in "第·" and before or re.search(r"[\dA-Za-z.]$", before):
        return False
    if (
        after.startswith("的")
        and match.group("least") not in ("不少于", "不低于", "至少")
        and not re.match(r"的(?:目标|要求|标准|复训|培训|岗)", after)
    ):
        return False
    ends = _END.match(after) is not None
    if unit in ("年", "日", "天", "周", "月"):
        return bool(match.group("least")) and (ends or after.startswith("的"))
    if side in ("以上", "及以上", "以下", "及以下") and not ends:
        return False
    if match.group("least") or re.search(r"(?:至少|不少于|不低于)[^，。；\d]{0,8}$", before):
        return match.group("least") in (None, "至少", "不少于", "不低于") or ends
    if side in ("内", "以内", "之内"):
        return True
    if unit in ("米", "毫米") and not re.search(r"(?:达到?|为|至|在)$", before):
        return False
    if unit in ("分钟", "公里") and re.match(r"[\u4e00-\u9fff]{1,8}圈", after):
        return True
    if unit in ("小时", "分钟"):
        reached = re.search(r"(?:达到?|为|至|到|在)$", before) is not None
        arrives = re.match(r"(?:到场|到达|响应|处置|叫应)", after) is not None
        return ends and reached or arrives
    if _BUILD.search(before) or _BUILD_LIST.search(before) or _FINISH.search(before):
        return True
    if before.endswith("为") and re.search(
        r"配备|配齐|安装|加装|更换|改造|建设|发放|购置|培训", after
    ):
        return True
    if _MAKE.match(before) and unit in ("项", "个", "处", "家", "座", "类", "支", "名", "所"):
        return True
    return ends and before != "" and re.search(r"[\u4e00-\u9fff）”□]$", before) is not None


def is_plain_count(words: str) -> bool:
    """“一次”, “至少2场”: a count that is a quantity where a time or a cadence stands with it."""
    return (
        re.fullmatch(
            r"(?:至少|不少于)?(?:\d+|[一二两三四五六])(?:次|场|遍|轮|个|个月)(?:以上)?", words
        )
        is not None
    )


def find_cadence(clause: str) -> re.Match[str] | None:
    """Return the explicit cadence of a clause."""
    if not any(mark in clause for mark in "每按逐年季查"):
        return None
    text = mask(clause)
    for match in _CADENCE.finditer(text):
        if not _FOR.search(text[: match.start()]):
            return match
    return None
