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
    "所|队|站|校"
)
_EACH = "^各级|^各地|^各方|^各[市县区旗州盟镇乡街地]{1,3}"
_UNIT_END = re.compile(rf"(?:{_OFFICE}|{_BODY}|{_EACH})(?:（[^（）]{{1,12}}）)?$")
_LABEL = re.compile(
    r"(?P<role>牵头(?:单位|部门|处室|科室|股室)?(?:及(?:责任|配合)单位)?|责任(?:单位|部门|处室|科室|股室|主体)|"
    r"(?:负责|主责|承办|主办)(?:单位|部门)?|实施(?:单位|主体)|落实单位|主管(?:单位|部门)|"
    r"(?:配合|协助|参与|参加|协办|协同|支持|会同)(?:单位|部门)?|"
    r"(?:完成|办理)?(?:时限|期限)|完成时间|时间节点|责任(?:领导|人)|牵头领导|(?:督导|督办|监管|监督|指导)(?:单位|部门)|进度要求|备注)[：]"
)
_SUPPORT = re.compile(r"^(?:配合|协助|参与|参加|协办|协同|支持|会同)")
_TIME = re.compile(r"^(?:完成|办理)?(?:时限|期限)|^完成时间|^时间节点|^进度")
_PERSON = re.compile(r"^责任(?:领导|人)|^牵头领导|^(?:督导|督办|监管|监督|指导)|^备注")
_LEADS = re.compile(
    r"(?:共同|联合|分别)?(?:负责)?牵头(?:负责|组织|实施|落实|推进|抓总)*|为牵头单位"
)
_HELP = re.compile(
    r"(?:按照|按|依据|根据)?(?:各自)?(?:职责|职能|职责分工|部门职责)?(?:的)?(?:分工)?"
    r"(?:分别|共同|协同|联合)?(?:配合|参与|参加|协助|支持)(?:落实|实施|配合)?$"
)
_SHARE = re.compile(
    r"(?:等)?(?:各)?(?:有关|相关)?(?:部门|单位)?(?:按照|按|依据|根据)(?:各自)?(?:职责|职能)(?:分工)?"
    r"(?:分别|共同|协同)?(?:负责|落实|组织实施|推进)?$|(?:分别|共同)?负责(?:落实)?$|(?:按职责)?分工负责$|(?:具体|抓好|组织)?(?:负责|落实|实施)$"
)
_AND_OTHERS = re.compile(
    r"等(?:[\d一二三四五六七八九十]+个?)?(?:(?:各)?(?:有关|相关|成员)?(?:部门|单位|部门单位|部门和单位|行业部门))?$"
)
_EDGE = re.compile(r"^(?:由|请|并|及|和|以及|其中|由各)|[，。；：]+$")
_SUBJECT = re.compile(
    r"^(?:由|对此，|同时，)?(?P<who>[^，。；：“”《》]{1,46}?)"
    r"(?:要(?![求素点件义])|应当|应(?![急对用付])|须(?!要)|必须)"
)
_BY = re.compile(
    r"由(?P<who>[^，。；：由]{2,60}?)(?:具体)?(?:牵头(?!单位|部门|的)|负责(?!人|同志|的)|组织(?!的|机构)|承担|会同|统筹协调|统一|汇总|审[核定]|公布|通报|印发|督促|依法|依规|严格|从严|定期|向社会|每|[在于按](?=\d|年底|每))"
)
_ACTS = re.compile(
    r"^(?P<who>[^，。；：“”《》]{0,40}?(?:局|委员会|管委会|办公室|政府|办事处|大队|支队|指挥部|领导小组|安委会|安委办|"
    r"减灾委|部门|分局|中心|街道|镇（街道）|乡镇|党委、政府|督查室|研究室|执法[大中]?队|纪委|监委|纪检监察机关|法院|检察院|集团|公司|企事业单位|生产经营单位|重点单位|行政村（社区）|村（社区）|村（居）|财政|派出所|(?:组织|宣传|统战|武装)部|工会|学校|医院|各单位|各[市县区旗州盟镇乡街]{1,3}(?:（[^（）]{1,8}）)?|成员单位|大队|机构))"
    r"(?P<verb>(?:每|按照|按要求|依法|依托|组织|建立|制定|健全|负责|牵头|加强|开展|定期|督促|指导|统筹|协调|成立|会同|联合|从|"
    r"严格|落实|强化|推进|推动|完善|编制|认真|及时|至少|在20|于20|根据|结合|将|对(?!口)|就|积极|适时|与|签订|给予|安排|组建|汇总|通报|公布|审核|验收|抽查|举办|承办|印发|采取|召开|完成|分[两三四期批年级]|切实|明确|聚焦|配合|做好|要|全年|年内|参照|按时|于每|检查|适当|承建|承担|出资|实施))"
)
_WITH = re.compile(
    r"(?:局|委|办|部门|政府|大队|支队|中心|办公室)(?:要|应当|应)?(?:会同|联合)(?P<who>[^，。；]{2,50}?)"
    r"(?=等(?:部门|单位)|每|开展|组织(?!部)|组成|组建|建立|制定|推进|对|定期|于|在|共同|按|及时|负责|做好|加强|$)"
)
#: Names of offices begin with the level they belong to.
_COUNTY = re.compile(r"^[省市县区镇乡旗州盟各]|^.{2,4}[市县区镇乡]")
_GENERAL = re.compile(
    r"^(?:对|在|把|将|使|让|与|向|从|以|为|因|按|经(?:批准|过|研究|营者)|凡|如|若|当(?!地)|并|确保|督促|指导|推动|推进|引导|鼓励|支持|组织(?!部)|协调|加强|"
    r"完善|建立|健全|开展|实施|强化|落实|深化|提升|提高|实现|构建|打造|严格|充分|积极|进一步|切实|坚持|探索|依托|通过|利用|"
    r"结合|根据|依据|围绕|聚焦|要求|各地在|凡是|未|不(?!动产)|已|需|应(?!急)|其(?!他|余)|该|此|这|是|有(?!关)|纳入|融入|涉及|配合|联合|会同|发挥|明确|"
    r"动员|发动|培育|整合|优化|调整|设立|成立|借助|统筹|规范|全面|持续|深入|大力|加快|扎实|做好|抓好|抓住|列入|支撑|"
    r"主动|及时|定期|初步|经常|各自|同步|逐步|尽快|积极|必要时|严禁|禁止|建设(?!局|部门|单位|行政|主管)|[一二三四五六七八九十]+是(?:对|在|将|加强|推动|督促))"
)
_NOT_BODY = re.compile(
    r"(?:负责人|负责同志|领导|人员|干部|同志|职工|员工|群众|公众|个人|责任人|管理员|网格员)$"
)
_INNER = re.compile(
    r"纳入|结果|上报|建立|开展|加强|配合|落实|推进|沟通|提升|形成|通过|每[年月季半]|20\d\d"
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
    return tuple(dict.fromkeys(merged))


def _by_words(text: str) -> list[str]:
    """Split at 和, 及, 以及, 等 where both sides are bodies."""
    for word in ("等各", "以及", "和", "及", "与"):
        at = text.find(word, 1)
        while at > 0:
            left = text[:at]
            right = text[at + len(word) :] if word != "等各" else text[at + 1 :]
            if _UNIT_END.search(left) and _UNIT_END.search(right) and len(left) > 2:
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
    text = text.strip("（）。； ")
    if _LABEL.search(text):
        return _labelled(text)
    time = ""
    last = re.search(r"[，；](?P<t>[^，；]*(?:20\d\d年|年底|月底|长期|持续)[^，；]*)$", text)
    if last is not None and len(last.group("t")) <= 14:
        time, text = last.group("t"), text[: last.start()]
    lead = _LEADS.search(text)
    if lead is not None:
        rest = text[lead.end() :].strip("，；、 ")
        return _checked(split_units(text[: lead.start()]), _shared(rest), time)
    share = _HELP.search(text)
    if share is None:
        share = _SHARE.search(text)
    if share is not None and share.start() > 0:
        first, comma, others = text.partition("，")
        if not comma and re.search(r"配合|协助|支持", share.group()):
            helpers = split_units(text[: share.start()])
            return Charge((), helpers, time) if helpers and all(map(is_unit, helpers)) else None
        if comma and _shared(others):
            return _checked(split_units(first), _shared(others), time, "lead_not_said")
        return _checked(_shared(text), (), time, "lead_not_said")
    names = split_units(text)
    if names and all(is_unit(name) or name.endswith("、队") for name in names):
        return Charge(names, (), time, "lead_not_said")
    return None


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
            inner = _LEADS.search(words)
            if inner is not None:
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


def find_subject(clause: str, *, begins: bool) -> tuple[str, ...]:
    """Return the units that are the subject of a clause with an obligation.

    With a modal (要, 应当 …) anywhere; without one only at the beginning of a sentence.
    """
    clause = re.sub(r"^(?:[一二三四五六七八九十]+是|（\d+）|其中，?|同时，?)", "", clause)
    clause = re.sub(r"^(?:到|至)?20\d\d年(?:年?底|末|\d+月底?)?(?:之?前)?[，]?", "", clause)
    for pattern in (_SUBJECT, _ACTS) if begins else (_SUBJECT,):
        found = pattern.match(clause)
        if found is None:
            continue
        names = split_units(found.group("who"))
        if names and all(map(is_unit, names)):
            return names
        trimmed = tuple(n for n in names if is_unit(n))
        if trimmed and len(trimmed) == len(names):
            return trimmed
    return ()


def find_helpers(clause: str) -> tuple[str, ...]:
    """Return the units of “甲局会同乙局、丙局…”."""
    found = _WITH.search(clause)
    names = split_units(found.group("who")) if found is not None else ()
    if names and all(map(is_unit, names)):
        return names
    together = re.search(r"会同(?P<rest>[^，。；]{2,50})", clause)
    rest = together.group("rest") if together is not None else ""
    for end in range(len(rest), 1, -1):
        names = split_units(rest[:end])
        if all(is_unit(name) and _COUNTY.match(name) for name in names):
            return names
    return ()


def find_agent(clause: str) -> tuple[str, ...]:
    """Return the units of “由…牵头” or “由…负责”."""
    found = _BY.search(clause)
    if found is None:
        return ()
    names = split_units(found.group("who"))
    return names if names and all(map(is_unit, names)) else ()
