"""Who is responsible: brackets after a passage, lines below it, and the subject of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What names of public bodies and of bodies with duties end in.
_OFFICE = (
    "委员会|管委会|指挥部|领导小组|工作专班|专班|办公室|街道办事处|办事处|政府|党委|党组|党工委|工委|"
    "督查室|研究室|执法队|机关|局|厅|委办|安委办|安委会|减灾委|防指|委|办|分局|大队|支队|中队|总队|中心|总站|工作站|部门|署|法院|检察院|"
    "街道|乡镇|镇街|镇（街道）|乡镇（街道）|镇（街）|镇|乡|党校|总工会|团委|妇联|红十字会|科协|残联|"
    "办（局）|公安局|股室|科室|处室|科|处|股|部|会|院|台|网"
)
_BODY = (
    "单位|企业|公司|集团|机构|学校|协会|组织|社区|村（社区）|村（居）|村|队伍|医院|园区|开发区|大厅|财政|所、队|"
    "所|队|站|校|支行|分行|银行|林场|农场|电视台|报社|联社|商会|学会|基金会|物业|幼儿园|学院|大学|嘎查|苏木|团场|连队"
)
_EACH = "^各级|^各地|^各方|^各[市县区旗州盟镇乡街地]{1,3}"
_UNIT_END = re.compile(rf"(?:{_OFFICE}|{_BODY}|{_EACH})(?:（[^（）]{{1,12}}）)?$")
#: Who is meant by a label: “牵头单位”, “协同责任单位”, “责任站所”, “牵头及配合部门”.
_PART = (
    r"(?:牵头|责任|负责|主责|承办|主办|实施|落实|主管|主要|共同|协同|配合|协助|协办|参与|参加|参建|支持|会同|联合|"
    r"督导|督办|监管|监督|指导|包保|联系|挂钩|分管)"
)
_NOUN = r"(?:单位|部门|机构|主体|处室|科室|股室|站所|所站|办所|科办|镇街|乡镇|区域|科|股)"
_PEOPLE = r"(?:领导|责任人|负责人|联系人|联络员|人员|人)"
_DATE = (
    r"(?:(?:完成|办理|整改|时间)?(?:时限|期限|节点|进度)(?:要求)?|"
    r"(?:完成|办结|整改|实施|建设)?时间(?:安排|要求|节点)?)"
)
LABEL = (
    rf"(?P<role>(?:其中)?{_PART}(?:[及和、与]?{_PART})*{_NOUN}?(?:（[^（）]{{1,4}}）)?(?:[及和、]{_PEOPLE})?"
    rf"|{_PART}{{0,2}}{_PEOPLE}|{_DATE}|备注)[：]"
)
_LABEL = re.compile(LABEL)
_MARKED = re.compile(
    r"（(?:并列|共同|联合)?(?P<role>牵头|主办|主责|配合|协办|协助|参与)(?:单位|部门)?）"
)
_STRONG_END = re.compile(rf"(?:{_OFFICE}|单位|企业|公司|集团|机构)(?:（[^（）]{{1,12}}）)?$")
_SUPPORT = re.compile(r"^(?:其中)?(?:配合|协助|协同|参与|参加|参建|协办|支持|会同|联合|共同)")
_TIME = re.compile(rf"^{_DATE}$")
_PERSON = re.compile(
    rf"^{_PART}{{0,2}}{_PEOPLE}$|^(?:督导|督办|监管|监督|指导|包保|联系|挂钩|分管)|^备注"
)
_LEADS = re.compile(
    r"(?:共同|联合|分别)?(?:负责)?牵头(?:负责|组织|实施|落实|推进|抓总)*|为牵头单位"
)
_HELP = re.compile(
    r"(?:按照|按|依据|根据)?(?:各自)?(?:职责|职能|职责分工|部门职责)?(?:的)?(?:分工)?"
    r"(?:分别|共同|协同|联合)?(?:配合|参与|参加|协助|支持|指导|督导|监督指导)(?:落实|实施|配合)?$"
)
_SHARE = re.compile(
    r"(?:等)?(?:各)?(?:有关|相关)?(?:部门|单位)?(?:按照|按|依据|根据)(?:各自)?(?:职责|职能)(?:分工)?"
    r"(?:分别|共同|协同)?(?:负责|落实|组织实施|推进)?$|(?:分别|共同)?负责(?:落实)?$|(?:按职责)?分工负责$|(?:具体|抓好|组织)*(?:负责|落实|实施)$"
)
_AND_OTHERS = re.compile(
    r"等(?:[\d一二三四五六七八九十]+个?)?(?:(?:各)?(?:有关|相关|成员)?(?:部门|单位|部门单位|部门和单位|行业部门))?$"
)
#: A duration among units: “（应急指挥中心，长期）”.
_ALWAYS = re.compile(
    r"^(?:长期(?:坚持|任务|推进)?|持续(?:推进|开展|用力)?|常态化?(?:推进|开展)?|全年|立即|即时|实时|适时|每(?:半?年|季度?|月|周|日)|"
    r"(?:20\d\d年)?.{0,6}(?:月底|年底|日|月|季度|半年)(?:之?前)?(?:完成)?)$"
)
_EDGE = re.compile(r"^(?:由|请|并|及|和|以及|其中|由各)|[，。；：]+$")
_GENERAL = re.compile(
    r"^(?:每(?![个一乡镇村家])|对|在|把|将|使|让|与|向|从|以|为|因|按|经(?:批准|过|研究|营者)|凡|如|若|当(?!地)|并|确保|督促|指导|推动|推进|引导|鼓励|支持|组织(?!部)|协调|加强|"
    r"完善|建立|健全|开展|实施|强化|落实|深化|提升|提高|实现|构建|打造|严格|充分|积极|进一步|切实|坚持|探索|依托|通过|利用|"
    r"结合|根据|依据|围绕|聚焦|要求|各地在|凡是|未|不(?!动产)|已|需|应(?!急)|其(?!他|余)|该|此|这|是|有(?!关)|纳入|融入|涉及|配合|联合|会同|发挥|明确|"
    r"组建|邀请|聘请|动员|发动|培育|整合|优化|调整|设立|成立|借助|统筹|规范|全面|持续|深入|大力|加快|扎实|做好|抓好|抓住|列入|支撑|"
    r"主动|及时|定期|初步|经常|各自|同步|逐步|尽快|积极|必要时|严禁|禁止|建设(?!局|部门|单位|行政|主管)|[一二三四五六七八九十]+是(?:对|在|将|加强|推动|督促))"
)
_NOT_BODY = re.compile(
    r"(?:负责人|负责同志|领导|人员|干部|同志|职工|员工|群众|公众|个人|责任人|管理员|网格员)$"
)
_INNER = re.compile(
    r"由|完成|\d+[处个家座支所]|成立|设立|组建|纳入|结果|上报|建立|开展|加强|配合|落实|推进|沟通|提升|形成|通过|每[年月季半]|20\d\d"
)


@dataclass(frozen=True, slots=True)
class Charge:
    """Lead and supporting units of a passage, and the time a bracket names."""

    lead: tuple[str, ...]
    support: tuple[str, ...] = ()
    time: str = ""
    doubt: str = ""


def split_units(text: str) -> tuple[str, ...]:
    """Split a list of units as printed; brackets are kept with their unit."""
    text = _AND_OTHERS.sub("", _EDGE.sub("", text.strip()))
    found: list[str] = []
    depth = begin = 0
    for at, character in enumerate(text + "、"):
        if character == "（":
            depth += 1
        elif character == "）":
            depth = max(0, depth - 1)
        elif depth == 0 and character in "、，；/ ":
            found += _by_words(text[begin:at])
            begin = at + 1
    merged: list[str] = []
    for name in found:
        name = _EDGE.sub("", _AND_OTHERS.sub("", name)).strip("，、。；： ")
        if len(name) == 1 and merged:
            merged[-1] += "、" + name
        elif name and merged and len(merged[-1]) == 1:
            merged[-1] += "、" + name  # “市、县两级财政”
        elif name:
            merged.append(name)
    return tuple(dict.fromkeys(name for name in merged if not _ALWAYS.match(name)))


def _by_words(text: str) -> list[str]:
    """Split at 和, 及, 以及, 等 where both sides are bodies."""
    for word in ("等各", "以及", "和", "及", "与"):
        at = text.find(word, 1)
        while at > 0:
            left = text[:at]
            right = text[at + len(word) :] if word != "等各" else text[at + 1 :]
            # “县水利局和林业局” are two, “区农业农村和水务局” is one.
            is_two = _STRONG_END.search(left) or re.match(r"[省市县区镇乡旗州盟各相有]", right)
            if is_two and _UNIT_END.search(left) and _UNIT_END.search(right) and len(left) > 2:
                return [*_by_words(left), *_by_words(right)]
            at = text.find(word, at + 1)
    return [text]


def is_unit(name: str) -> bool:
    """Whether a name ends like that of a body and is not a sentence."""
    return (
        1 < len(name) <= 40
        and _UNIT_END.search(name) is not None
        and _GENERAL.match(name) is None
        and _NOT_BODY.search(name) is None
        and _INNER.search(name, 2) is None
    )


def read_charge(text: str) -> Charge | None:
    """Read what stands in a bracket: lead, support and time; None when it names no unit."""
    text = text.strip("。； ")
    if _LABEL.search(text):
        return _labelled(text)
    if _MARKED.search(text):
        return _marked(text)
    time = ""
    early = re.match(r"^(?P<t>[^，；]*(?:20\d\d年|年底|月底)[^，；]{0,6})[，；](?=.{3})", text)
    if early is not None and len(early.group("t")) <= 16:
        time, text = early.group("t"), text[early.end() :]
    last = re.search(r"[，；](?P<t>[^，；]*(?:20\d\d年|年底|月底|长期|持续)[^，；]*)$", text)
    if last is not None and len(last.group("t")) <= 14:
        time, text = last.group("t"), text[: last.start()]
    lead = _LEADS.search(text)
    if lead is not None:
        leads, helpers = split_units(text[: lead.start()]), tuple[str, ...]()
        for part in re.split(r"[，；。]", text[lead.end() :].strip("，；、 ")):
            again = _LEADS.search(part)
            if again is not None:
                leads += split_units(part[: again.start()])
                part = part[again.end() :]
            helpers += _shared(part)
        return _checked(tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(helpers)), time)
    share = _HELP.search(text)
    if share is None:
        share = _SHARE.search(text)
    if share is not None and share.start() > 0:
        first, comma, others = text.partition("，")
        if not comma and re.search(r"配合|协助|支持", share.group()):
            helpers = split_units(text[: share.start()])
            return Charge((), helpers, time) if helpers and all(map(is_unit, helpers)) else None
        if comma and _shared(others):
            return _checked(_shared(first), _shared(others), time, "lead_not_said")
        return _checked(_shared(text), (), time, "lead_not_said")
    names = split_units(text)
    known = [is_unit(name) or name.endswith("、队") for name in names]
    unknown = [name for name, is_known in zip(names, known, strict=True) if not is_known]
    if names and 2 * sum(known) > len(names) and all(map(_may_be_unit, unknown)):
        return Charge(names, (), time, "lead_not_said")
    return None


def _may_be_unit(name: str) -> bool:
    """A short name among units, of a body whose kind we do not know."""
    is_plain = _GENERAL.match(name) is None and _INNER.search(name) is None
    return 2 < len(name) <= 12 and is_plain and re.search(r"[\d的是]|人员|标准", name) is None


def _shared(rest: str) -> tuple[str, ...]:
    rest = rest.strip("。；，")
    for pattern in (_HELP, _SHARE):
        found = pattern.search(rest)
        if found is None:
            continue
        words = found.group()
        kept = rest[: found.start()]
        # “各有关部门按职责分工负责”: the departments themselves are named.
        own = re.match(r"(?:等)?((?:各)?(?:有关|相关)?(?:部门|单位))", words)
        if own is not None and not words.startswith("等") and own.group(1):
            kept += own.group(1)
        return split_units(kept)
    return split_units(rest)


def _checked(
    lead: tuple[str, ...], support: tuple[str, ...], time: str, doubt: str = ""
) -> Charge | None:
    if not lead or not any(is_unit(name) for name in lead) or any(len(n) > 40 for n in lead):
        return None
    return Charge(lead, support, time, doubt)


def _marked(text: str) -> Charge | None:
    """“甲局（牵头）、乙局、丙局（配合）”: the part of a unit behind its name."""
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    at = 0
    for mark in _MARKED.finditer(text):
        names = split_units(text[at : mark.start()])
        if mark.group("role").startswith(("牵头", "主")):
            lead += names
        else:
            support += names
        at = mark.end()
    return _checked(lead, support + split_units(text[at:]), "")


def _labelled(text: str) -> Charge | None:
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    time = ""
    marks = list(_LABEL.finditer(text))
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        words = text[mark.end() : after.start() if after else len(text)].strip("，；。、 ")
        role = mark.group("role")
        if _TIME.match(role):
            time = words
        elif _PERSON.match(role):
            continue
        elif _SUPPORT.match(role):
            support += split_units(words)
        elif role.startswith("牵头"):
            lead += split_units(words)
        else:
            marked = _marked(words) if _MARKED.search(words) else None
            inner = _LEADS.search(words)
            if marked is not None:
                lead, support = lead + marked.lead, support + marked.support
            elif inner is not None:
                lead += split_units(words[: inner.start()])
                support += _shared(words[inner.end() :].strip("，；、"))
            else:
                words = _SHARE.sub("", words)
                responsible += split_units(words)
    if lead:
        support += tuple(name for name in responsible if name not in lead)
    else:
        lead = responsible
    return Charge(lead, tuple(dict.fromkeys(support)), time) if lead or support or time else None
