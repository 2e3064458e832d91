"""Who is to do it: units and posts in the patterns of Chinese plans.

A subject is words that end like a unit or post (局, 指挥部, 队, 主任 …) and are followed by what a
subject is followed by (应当, 负责, 在…内, a verb). Names the document itself introduces (groups,
leads, contacts) count as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_UNITS = (
    "管委会|党工委|居委会|村委会|委员会|办公室|办事处|指挥部|指挥机构|领导小组|突击队|救护队|"
    "派出所|供电所|政府|机关|机构|部门|单位|企业|公司|集团|协会|工会|总工会|妇联|街道|乡镇|"
    "社区|医院|卫生院|学校|车间|班组|中心|大队|中队|支队|队伍|分局|办|局|委|部|队|站|所|院|台|"
    "厂|矿|科|处|室|组|镇|乡|村|应急办|党政办|民政办|化验室|政工部|团委|自治组织|社会组织|其他组织"
)
_POSTS = (
    "主要负责人|分管负责人|负责人|法定代表人|有关人员|值班人员|工作人员|现场人员|当班人员|人员|"
    "总指挥|副总指挥|指挥长|副指挥长|总经理|副总经理|经理|厂长|局长|县长|市长|镇长|乡长|区长|部长|"
    "组长|队长|班长|站长|所长|矿长|校长|院长|主任|书记|主席|调度员|值班员|网格员|巡查员|安全员|"
    "联络员|监测员|信息员|通讯员|干部|村医|文书|志愿者|个人"
)
_SUFFIX = rf"(?:{_POSTS}|{_UNITS})"
ADVERBS = (
    "应当|应(?!急)|须|必须|需|要|负责(?!人)|牵头|承担|主管(?!部门|机构|单位)|具体|统一|统筹|及时|迅速|立即|马上|第一时间|尽快|"
    "每|定期|汛期|平时|全面|严密|依法|依据|根据|按照|按|在|于|对|将|把|向|从|为(?!\\S{0,10}(?:成员|组长|主))|与|会同|配合|协同|"
    "协助|接到|接报|收到|得知|发现|进行|做好|认真|切实|积极|主动|妥善|优先|随时|全力|分别|共同|"
    "归口|同时|\\d|[一二两三四五六七八九十半]+(?:分钟|小时|天|日|周|个)"
)
VERBS = (
    "组织|指挥|指导|协调|调度|调集|调运|调派|派出|派驻|赶赴|到达|到场|出动|集结|启动|终止|宣布|发布|"
    "报告|上报|续报|通报|通知|核实|核定|核查|研判|会商|监测|巡查|检查|排查|查明|查看|勘查|搜救|抢救|"
    "救治|转运|转移|疏散|安置|撤离|清点|登记|发放|保障|保证|提供|储备|配备|管理|维护|维持|封锁|封闭|"
    "划定|设立|设置|开设|开展|开放|打开|引导|疏导|管制|抢修|恢复|抢险|排除|切断|关闭|关停|控制|处置|"
    "实施|执行|落实|制定|编制|修订|建立|健全|完善|收集|汇总|分析|评估|提出|提交|决定|批准|协商|"
    "动员|宣传|播发|播报|刊登|安抚|接待|慰问|安排|拨付|筹集|征用|调查|侦破|追究|统计|跟踪|督促|督查|"
    "监督|参加|参与|支援|支持|增援|请求|警戒|看守|看管|留守|清理|消杀|防疫|结对|帮扶|完成|加强|推进|"
    "扑救|扑灭|代行|通过|携带|穿戴|佩戴|使用|拉响|鸣|敲|叫|采取|结合|依托|履行|宣读|带领|率领|带队|"
    "包保|签字|拟订|召开|主持|受理|办理|审核|审批|签发|归还|补偿|救助|运送|输送|装运|抽调|集合|展开"
)
#: Verbs that may stand inside a name: 宣传部, 调度中心, 管理局.
_NOMINAL = (
    "宣传|监督|管理|指挥|监测|调度|保障|救助|检查|调查|评估|防疫|警戒|清理|抢险|抢修|扑救|维护|"
    "安置|救治|疏散|转移|组织|通知|安全|巡查|排查|运送|接待|维持|支援"
)
_NEXT = (
    rf"(?!(?:{_NOMINAL})[\u4e00-\u9fff]{{0,3}}{_SUFFIX}(?:{ADVERBS}|{VERBS}|、|和|$))"
    rf"(?:{ADVERBS}|{VERBS})"
)
#: What follows a subject in a clause that only says in which case.
_NEXT_WHEN = rf"(?:{_NEXT}|不|有(?!关)|无|未|认为|确需|已)"
#: A subject never begins so: these are acts.
_NEVER = re.compile(
    r"^(?:应(?!急)|要|须|必须|需|向|对|将|把|在|于|从|按|依|根据|并|并由|及时|立即|迅速|尽快|每|每年|"
    r"决定|加强|强化|支持|督促|指导|协调|配合|协助|完成|推进|推动|落实|建立|健全|完善|组织(?!部)|组建|"
    r"开展|做好|抓好|负责|提供|制定|编制|明确|确保|实施|执行|统筹|积极|主动|充分|充实|鼓励|引导|报|"
    r"经|不得|严禁|禁止|防止|避免|通过|依托|会同|联合|请|请求|通知|联系|动员|调集|调派|派|设立|成立|"
    r"参加|参与|发挥|严格|切实|认真|进一步|接受|帮助|安排|选|逐|定期|同时|优先|其中|以及|以上|以下)"
)
_INSIDE = re.compile(r"后|没有|不得|任何人|已经|可能|按照|[是否]|时(?=[^间]|$)|因")
#: What follows a unit in a statement that is no duty.
_NO_DUTY = re.compile(
    r"^(?:不|负有|应急|安全|及|主要|有关|分管|其|各|内|设在|下设|设[一二三四五六七八九十\d]|由|是|为\S{0,12}(?:成员|主力|组长)|包括|的|之|任|兼|担任|"
    r"(?:主要)?负责人(?:为|是|组成)|组成|成员|和|与|及|、|或|等(?!.{0,6}(?:部门|单位))|内容|名称|电话|职责)"
)
_LEADER = re.compile(rf"^(?P<who>[^，。；：:]{{0,80}}?{_SUFFIX}(?:（[^）]{{1,12}}）)?)(?={_NEXT})")
_LEADER_WHEN = re.compile(
    rf"^(?P<who>[^，。；：:]{{0,80}}?{_SUFFIX}(?:（[^）]{{1,12}}）)?)(?={_NEXT_WHEN})"
)
_BY = re.compile(
    rf"由(?P<who>[^，。；：:由]{{0,60}}?{_SUFFIX}(?:（[^）]{{1,12}}）)?)(?={_NEXT}|会同|$)"
)
#: Who sits where is no duty.
_SITS = re.compile(
    r"(?:任|担任|兼任|兼)(?:现场)?(?:总|副|指挥|组长|主任|成员|第一)|为(?:副?组长|\S{0,6}成员)"
)
_RELATIVE = re.compile(r"^(?:发现|接到|收到|获悉)[^，]{2,24}?的(?=\S)")
_PLURAL = re.compile(r"(?:等)?(?:有关|相关)?(?:部门|单位|机构|主管部门)$")
_ENDS_UNIT = re.compile(rf"{_SUFFIX}(?:（[^）]{{1,12}}）)?$")
_AND = re.compile(r"、|和|与|以及|及(?!其)|或者|或")
_WITH = re.compile(r"会同|联合|商请")
#: These are units only in a longer name.
_NO_NAME = re.compile(
    r"^(?:[各本该其此]?(?:全部|内部|外部|一部|大部|部|组|局|队|处|室|所|台|科|办|委|工作|本预案|预案))$"
)
_TAIL = re.compile(
    r"[（(](?P<inside>[^（）()]*(?:牵头|负责|配合|参加|落实|协助)[^（）()]*)[)）]\s*[。.]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Owners found in a piece: ``start`` of the phrase, ``end`` where the act begins."""

    owners: tuple[str, ...]
    helpers: tuple[str, ...]
    start: int
    end: int
    is_led: bool = False


def tidy_name(name: str) -> str:
    """Return a unit without blanks (scans put them inside names) and leading particles."""
    name = re.sub(r"\s+", "", name).strip("，、：:；。 ")
    return re.sub(r"^(?:请|分别由|以及|并由|由|其中)", "", name)


def looks_like_unit(name: str) -> bool:
    """Whether words end like a unit or a post and are a name of their own."""
    name = tidy_name(name)
    return (
        1 < len(name) <= 40 and _ENDS_UNIT.search(name) is not None and _NO_NAME.match(name) is None
    )


def split_units(words: str) -> tuple[str, ...]:
    """Split a list of units; “交通、铁路等部门” stays whole, because only its end is a unit."""
    words = _RELATIVE.sub("", tidy_name(words))
    tokens = _AND.split(words)
    marks = _AND.findall(words)
    parts: list[str] = []
    open_part = ""
    for at, token in enumerate(tokens):
        part = open_part + token
        open_part = ""
        if looks_like_unit(part):
            parts.append(tidy_name(part))
        elif at < len(marks) and marks[at] != "、":
            open_part = part + marks[at]  # 自然资源和规划局: the name goes on
        else:
            return (words,) if words else ()
    return tuple(dict.fromkeys(parts)) if parts else ((words,) if words else ())


def list_units(words: str) -> tuple[str, ...]:
    """Split a list of members; here every part counts, whatever it ends with."""
    words = re.sub(
        r"(?:等)?(?:参加|参与|配合|协助|组成|为成员单位|为成员|等)+$", "", tidy_name(words)
    )
    parts = [tidy_name(part) for part in re.split(r"、|，|,|；|;|和(?=[^谐平])|以及", words)]
    return tuple(dict.fromkeys(part for part in parts if 1 < len(part) <= 40))


def find_subject(piece: str, known: Collection[str] = ()) -> Subject | None:
    """Return who a piece of a sentence makes responsible, or None."""
    if _SITS.search(piece):
        return None
    by = _BY.search(piece)
    if by is not None and not _ruled(piece, by.start()):
        subject = _subject(by.group("who"), by.start(), by.end(), piece)
        if subject is not None:
            return subject
    if piece.startswith(("由", "如", "若", "当事", "一旦")) or _NEVER.match(piece):
        return None
    led = _LEADER.match(piece)
    if led is None and piece.endswith(("的", "后", "时")):
        led = _LEADER_WHEN.match(piece)
    if led is not None:
        return _subject(led.group("who"), 0, led.end(), piece)
    name = next((k for k in known if piece.startswith(k)), "")
    rest = piece[len(name) :]
    if len(name) > 2 and len(rest) > 1 and not _NO_DUTY.match(rest):
        return Subject((name,), (), 0, len(name))
    return None


def _ruled(piece: str, at: int) -> bool:
    """“单位应当建立由专职人员组成的队伍”: the by-phrase belongs to the object."""
    led = _LEADER.match(piece)
    return (
        led is not None
        and led.end() < at
        and re.match(r"应当|必须|要", piece[led.end() :]) is not None
    )


def _subject(who: str, start: int, end: int, piece: str) -> Subject | None:
    lead, *others = _WITH.split(who)
    rest = piece[end:]
    helpers: list[str] = []
    for other in others:
        helpers += list_units(other)
    with_others = re.match(r"(?:会同|联合)(?P<who>[^，。；]{2,30}?)(?=" + VERBS + ")", rest)
    if with_others is not None:
        helpers += list_units(with_others.group("who"))
    owners = split_units(lead)
    if not owners or not looks_like_unit(owners[-1]) or _INSIDE.search(owners[0]):
        return None
    if any(_NEVER.match(owner) for owner in owners[1:]):
        return None
    is_led = rest.startswith("牵头")
    return Subject(owners, tuple(dict.fromkeys(helpers)), start, end, is_led)


def find_tail(text: str) -> tuple[tuple[str, ...], tuple[str, ...], int] | None:
    """Return (owners, helpers, start) of a closing “（甲牵头，乙、丙按职责分工负责）”."""
    found = _TAIL.search(text)
    if found is None:
        return None
    inside = re.sub(r"\s+", "", found.group("inside"))
    owners: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    for part in re.split(r"[，,；;]", inside):
        duty = re.search(
            r"(?:按照?(?:各自)?职责分工|分别|共同|具体)?(?:牵头|负责|配合|参加|落实|协助)", part
        )
        names = part[: duty.start()] if duty else part
        names = re.sub(r"(?:等)?(?:有关|相关)部门$", "", re.sub(r"^(?:由)", "", names))
        units = list_units(names)
        if duty and "牵头" in duty.group() and not owners:
            owners = units
        else:
            helpers += units
    if not owners:
        owners, helpers = helpers, ()
    return (owners, helpers, found.start()) if owners else None
