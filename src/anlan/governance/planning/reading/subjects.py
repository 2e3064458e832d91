"""Who acts in a sentence: the subject of an obligation, “由…负责”, “会同…”."""

from __future__ import annotations

import re

from anlan.governance.planning.reading.units import is_unit, split_units

_SUBJECT = re.compile(
    r"^(?P<who>[^，。；：“”《》]{1,46}?)(?:(?<![主重必需只摘纪])要(?![求素点件义])|应当|应(?![急对用付])|须(?!要)|必须|务必)"
)
#: “由”, “请” and the like before a subject.
_BEFORE = re.compile(
    r"^(?:(?:附注|备注|注)：|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]+是|（\d+）|其中，?|同时，?|由|对此，|请|"
    r"(?:到|至)?20\d\d年(?:年?底|末|\d+月底?)?(?:之?前)?[，]?)+"
)
#: A person who stands for his body: “各乡镇党政主要负责同志”, “企业分管负责人”.
_STANDS_FOR = re.compile(
    r"(?:党政|党委|政府|安全)?(?:主要|分管|相关|有关)?(?:负责人|负责同志|领导(?:干部|同志)?|领导班子(?:成员)?)$"
)
_BY = re.compile(
    r"由(?P<who>[^，。；：由]{2,60}?)(?:具体)?(?:牵头(?!单位|部门|的)|负责(?!人|同志|的)|组织(?!的|机构)|承担|会同|统筹协调|统一|汇总|审[核定]|公布|通报|印发|督促|根据|结合|按照|提出|修改|拟定|起草|制定|依法|依规|严格|从严|定期|向社会|每|[在于按](?=\d|年底|每))"
)
#: How a sentence goes on that says what somebody does.
_HOW = (
    r"(?:分别|共同|具体|继续|进一步|同步|立即|全面|深入|持续|大力|加快|充分|主动|逐[一级月户]|严格|认真|及时|积极|适时|切实|定期|依法(?!不)|按时|"
    r"全年|年内|至少)*"
)
_DOES = (
    r"每|按(?!期)|依托|组织(?!部)|建立|制定|健全|负责|牵头|加强|开展|督促|指导|统筹|协调|成立|会同|联合|从|严格|落实|强化|推进|推动|完善|"
    r"编制|认真|及时|至少|在(?=20|\d)|于(?=20|\d|每)|根据|结合|将|对(?!口)|就|积极|适时|与|签订|给予|安排|组建|汇总|通报|公布|审核|验收|抽查|"
    r"举办|承办|印发|采取|召开|完成|分[两三四期批年级]|切实|明确|聚焦|配合|做好|要|全年|年内|参照|检查|适当|承建|承担|出资|实施|依法(?!不)|定期"
)
_ACTS = re.compile(
    r"^(?P<who>[^，。；：“”《》由]{0,40}?(?:局|委员会|管委会|办公室|政府|办事处|大队|支队|指挥部|领导小组|安委会|安委办|"
    r"减灾委|部门|分局|中心|街道|镇（街道）|乡镇|党委、政府|督查室|研究室|执法[大中]?队|纪委|监委|纪检监察机关|法院|检察院|集团|公司|企事业单位|"
    r"生产经营单位|重点单位|村委会|居委会|(?<=各)行政村|嘎查|行政村（社区）|村（社区）|村（居）|财政|派出所|(?:组织|宣传|统战|武装)部|工会|学校|"
    r"医院|各单位|各[市县区旗州盟镇乡街]{1,3}(?:（[^（）]{1,8}）)?|成员单位|大队|机构))"
    rf"{_HOW}(?:{_DOES})"
)
#: An office by its full name acts whatever the verb is: “县公路中心储备…”, “县发展改革局保障…”.
_OFFICE = re.compile(
    r"^(?P<who>(?:[省市县区镇乡旗州盟各]|国网)[^，。；：“”《》的由]{0,40}?(?:局|委员会|管委会|办公室|政府|办事处|大队|支队|指挥部|领导小组|工作专班|"
    r"安委会|安委办|防指办|防办|部门|分局|中心|办|委|室|台|队|院|公司|集团|站|所|乡镇|街道|（街道）|（社区）|企业|单位|(?<=各)[市县区旗州盟镇乡街]{1,3}(?:（[^（）]{1,8}）)?))"
    rf"{_HOW}(?:{_DOES}|建强|建好|储备|购置|投入|筹集|摸清|摸排|梳理|核查|巡查|排查|整治|清理|新建|建成|发布|推广|设置|设立|配备|配齐|更新|维护|提供|利用|"
    r"通过|派驻|派出|选派|确定|报送|上报|报告|抓好|抓紧|把|向|为(?!主|重)|以|深化|提升|提高|优化|规范|培育|创建|打造|探索|引导|鼓励|支持|帮助|"
    r"跟踪|研究|部署|听取|集中|统一|全部|实行|实现|力争|确保|于|在(?=20|\d|全|各|农村|重点|辖区|春|汛|节)|保障|查处|打击|设(?!备|施))"
)
_WITH = re.compile(
    r"(?:局|委|办|部门|政府|大队|支队|中心|办公室)(?:要|应当|应)?(?:会同|联合)(?P<who>[^，。；]{2,50}?)"
    r"(?=等(?:部门|单位)|每|开展|组织(?!部)|组成|组建|建立|制定|推进|对|定期|于|在|共同|按|及时|负责|做好|加强|$)"
)
#: Names of offices begin with the level they belong to.
_COUNTY = re.compile(r"^[省市县区镇乡旗州盟各]|^.{2,4}[市县区镇乡]")


def find_subject(clause: str, *, begins: bool) -> tuple[str, ...]:
    """Return the units that are the subject of a clause with an obligation.

    With a modal (要, 应当 …) anywhere; without one only at the beginning of a sentence.
    """
    clause = _BEFORE.sub("", clause)
    for pattern in (_SUBJECT, _ACTS, _OFFICE) if begins else (_SUBJECT,):
        found = pattern.match(clause)
        if found is None:
            continue
        names = tuple(_STANDS_FOR.sub("", name) for name in split_units(found.group("who")))
        if names and all(map(is_unit, names)):
            return names
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
