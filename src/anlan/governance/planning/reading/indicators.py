"""Indicators: named measures with a target in a table, a box, a list or a section of goals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from anlan.governance.planning.reading.clauses import Clause, clauses_of, sentences_of
from anlan.governance.planning.reading.figures import mask
from anlan.governance.planning.reading.outline import GOALS, Outline, Placed
from anlan.governance.planning.reading.periods import Frame, find_periods
from anlan.governance.planning.reading.result import Doubt, Indicator
from anlan.governance.planning.reading.tables import Table

_N = r"\d+(?:\.\d+)?(?::\d+)?(?:[—-]\d+(?:\.\d+)?)?(?:万|亿|千)?"
_UNITS = (
    "年一遇|%|‰|个百分点|平方公里|平方米|公里|千米|米|km|㎡|公顷|亩|吨|万元|亿元|元|人次|万人次|个月|小时|分钟|个|座|处|项|家|支|名|人|"
    "户|套|台|辆|次|场|起|天|周|年|分|级|件|秒"
)
_SIDE = r"(?:及?以上|及?以下|以内|之内|内|左右)?"
_TO = (
    r"(?:(?:力争|均|分别|总体|基本|累计|平均|比20\d\d年|较20\d\d年|同比|年均|明显|稳步|至少|要|应|须|必须|总数|稳定|努力|年度|"
    r"“?十[二三四]五”?(?:末|时期)?)*"
    r"(?:控制在|保持在|稳定在|维持在|保持|维持|缩短至|缩短到|压缩至|压缩到|提升至|提升到|提高到|提高至|增加到|增加至|降至|降低到|降低至|下降到|下降至|"
    r"达到|达|实现|为|下降|降低|减少|压减|压降|削减|递减|上升|提高|提升|增长|增加|新增|新建|建成|完成|创建|不低于|不少于|不高于|不超过|不大于|不小于|超过|低于|高于|"
    r"小于|大于|少于|≥|≤|>|<|＞|＜|在|:|：|到))"
)
_VALUE = re.compile(
    rf"(?P<to>{_TO}*)(?P<n>(?:{_TO})?{_N})(?P<unit>{_UNITS})?(?P<side>{_SIDE})(?![\d年月])"
)
_ABSOLUTE = re.compile(
    r"(?P<to>(?:基本|力争|全部|均)*(?:实现|达到|做到)?)(?P<what>(?:100%)?全覆盖|零增长|零发生|为零|全部(?:达标|完成|配备|覆盖)|应[建保治查]尽[建保治查])$"
)
_NOT_HAPPEN = re.compile(
    r"^(?P<lead>.*?)(?P<to>不发生|杜绝|坚决杜绝|坚决防止发生|零发生)(?P<name>[^，。；]{0,16}(?:事故|灾害|事件|伤亡|火灾|死亡))$"
)
_HAPPEN_NOT = re.compile(
    r"(?P<name>[^，。；]{0,12}(?:重大|特大)[^，。；]{0,10}(?:事故|事件|火灾))(?P<to>全面杜绝|有效杜绝|不再发生|零发生|得到杜绝)$"
)
_MEASURE = re.compile(
    r"(?:率|比例|比重|占比|比|数|人数|起数|数量|总量|面积|时间|时长|水平|程度|满意度|覆盖面|次数|频次|人次|损失|间距|距离|能力|规模|投入|"
    r"标准|指数|寿命|密度|等级|提前量|时效|半径|达标|配备|配比|社区|场所|基地|队伍|站|点|中心|库|培训|复训|事故|保障|救助|救援|覆盖|响应|人员|体系|清单|机制)$"
)
_RATE = re.compile(r"(?:率|比例|比重|占比|水平|程度|满意度|覆盖面|达标)$")
_CUT = re.compile(
    r"^(?:(?:到|至)?20\d\d年(?:年?底|末)?(?:之?前)?[，]?|“?十[三四五]五”?(?:期间|末|时期)[，]?|展望[^，]*，|其中[，：]?|确保|力争|使|将|"
    r"实现|推动|全面|基本|逐步|不断|努力|要|在|以及|同时|并|且|同期|每年参加|每年组织|每年开展|每年)+"
)
_BINDING = re.compile(r"[（](?P<kind>约束性?|预期性?)(?:指标)?[）]")
_BASE = re.compile(
    rf"由(?:20\d\d年(?:底|末)?的?)?(?P<base>{_N}(?:{_UNITS})?)(?=(?:提高|提升|下降|降低|降至|增加|增长|减少|缩短|压缩))"
)
_EACH = re.compile(
    rf"^(?P<names>[^，]+?)(?:(?:较|比)[^，]{{2,10}}?)?(?:要|应|力争)?分别(?P<to>{_TO})"
    rf"(?P<values>{_N}(?:{_UNITS}){_SIDE}(?:[、和]{_N}(?:{_UNITS}){_SIDE})+)$"
)
#: “甲率、乙率、丙率三个100%”.
_ALL = re.compile(
    rf"^(?P<names>[^，]+?)(?:实现|达到)?(?P<to>)[“]?[两三四五六]个[“]?(?P<values>{_N}%)[”]?$"
)
#: “在10小时内得到有效救助”: a time within which something is to happen.
_WITHIN = re.compile(
    rf"^(?P<name>[^，]{{4,}}?)(?:力争|要|应)?在?(?P<to>{_N}(?:小时|分钟|天)(?:之|以)?内(?:得到|到达|完成|抵达|送达)[^，]{{0,10}})$"
)
_NOTE = re.compile(
    r"前(?P<n>[一二两三四五六七八九十\d]{1,2})项[^，。；]{0,4}?为(?P<kind>约束|预期)性"
    r"(?:指标)?(?:[，、](?:其余|其他|后)[^，。；]{0,6}?(?:为|是)?(?P<rest>约束|预期)性)?"
)
_BOX = re.compile(r"目标|指标")


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    target: str
    unit: str | None
    start: int
    end: int
    is_rate: bool
    baseline: str | None = None


def find_indicators(
    outline: Outline, tables: list[Table]
) -> tuple[list[Indicator], list[Doubt], set[int]]:
    """Return indicators, doubts and the lines of tables they were read in."""
    found: list[Indicator] = []
    doubts: list[Doubt] = []
    taken: set[int] = set()
    for table in tables:
        if table.is_measures:
            taken |= table.lines
            rows, more = _of_table(table, outline.frames)
            found += rows
            doubts += more
    for item in outline.placed:
        if item.block.line in taken or item.block.cells:
            continue
        frame = outline.frame_of(item)
        if item.kind == GOALS or (item.is_boxed and _is_goal_box(item)):
            found += _of_goals(item, frame)
        else:
            found += _of_runs(item, frame)
    found.sort(key=lambda row: row.line)
    found = _with_note(found, outline)
    return found, doubts, taken


def _with_note(found: list[Indicator], outline: Outline) -> list[Indicator]:
    """“以上指标前两项为约束性，其余为预期性”: kinds said once for a list."""
    for item in outline.placed:
        note = _NOTE.search(item.block.text) if "束性" in item.block.text else None
        if note is None:
            continue
        first = item.path[0].line if item.path else 0
        listed = [
            at for at, row in enumerate(found)
            if first <= row.line <= item.block.parts[-1][1] and row.binding is None
        ]  # fmt: skip
        count = note.group("n")
        number = (
            int(count)
            if count.isdigit()
            else "零一二三四五六七八九十".find(count.replace("两", "二"))
        )
        for order, at in enumerate(listed):
            kind = note.group("kind") if order < number else note.group("rest")
            if kind:
                found[at] = replace(found[at], binding=kind == "约束")
    return found


def _is_goal_box(item: Placed) -> bool:
    return any(_BOX.search(heading.title) for heading in item.path[-2:])


def _of_table(table: Table, frames: tuple[Frame, ...]) -> tuple[list[Indicator], list[Doubt]]:
    found: list[Indicator] = []
    doubts: list[Doubt] = []
    for row in table.rows:
        name, target = row.first("measure"), row.first("target")
        if name is None or target is None:
            continue
        words = re.sub(r"^\d{1,2}[.、．]", "", row.words("measure"))
        unit = row.words("unit") or None
        unit_in_name = re.search(r"（(?P<u>[^（）]{1,8})）$", words)
        if (
            unit is None
            and unit_in_name
            and re.fullmatch(rf"(?:{_UNITS}|人/.+|.+/.+)", unit_in_name["u"])
        ):
            unit, words = unit_in_name["u"], words[: unit_in_name.start()]
        value = _VALUE.search(target.text)
        if unit is None and value is not None:
            unit = value.group("unit")
        binding = row.words("binding") or words
        last = frames[row.plan].last
        found.append(
            Indicator(
                line=name.line,
                quote=name.quote,
                name=words,
                target=target.text,
                unit=unit,
                baseline=row.words("baseline") if re.search(r"\d", row.words("baseline")) else None,
                binding=True if "约束" in binding else False if "预期" in binding else None,
                deadline=last,
            )
        )
        if last is None:
            doubts.append(Doubt(name.line, name.quote, "deadline_not_said"))
    return found, doubts


def _of_goals(item: Placed, frame: Frame) -> list[Indicator]:
    found: list[Indicator] = []
    text = item.block.text
    only_title = item.is_heading and item.after_title >= len(text.rstrip("。"))
    if only_title and not item.is_boxed and not _VALUE.search(text[item.body :]):
        return []
    start = item.body
    for sentence in sentences_of(text, start):
        day = frame.last
        if re.match(r"展望|到2035|远景", sentence.text):
            continue
        for clause in clauses_of(sentence):
            periods = [p for p in find_periods(clause.text, frame) if p.day]
            if periods:
                day = periods[-1].day
            for part in _split_run(clause):
                named = _named_before(sentence, part, text)
                for row in named or _respectively(part.text) or _read(part, is_goal=True):
                    found.append(_indicator(item, part, row, day, text))
    return found


def _of_runs(item: Placed, frame: Frame) -> list[Indicator]:
    """A list of measures in running text, and rates in boxes."""
    text = item.block.text
    if "%" not in text or (not item.is_boxed and text.count("%") < 4):
        return []
    found: list[Indicator] = []
    for sentence in sentences_of(text, item.body):
        rows: list[tuple[Clause, _Found, date | None]] = []
        day: date | None = None
        for clause in clauses_of(sentence):
            periods = [p for p in find_periods(clause.text, frame) if p.day]
            if periods:
                day = periods[-1].day
            for part in _split_run(clause):
                rows += [(part, row, day) for row in _read(part, is_goal=False) if row.is_rate]
        if len(rows) >= (1 if item.is_boxed else 4):
            found += [
                _indicator(item, part, row, day or frame.last, text) for part, row, day in rows
            ]
    return found


def _indicator(item: Placed, part: Clause, row: _Found, day: date | None, text: str) -> Indicator:
    line, quote = item.block.anchor(part.start + row.start, part.start + row.end)
    after = text[part.start : part.end + 12]
    kinds = {kind.group("kind")[:2] for kind in _BINDING.finditer(text)}
    binding = _BINDING.search(after) or (_BINDING.search(text) if len(kinds) == 1 else None)
    return Indicator(
        line=line,
        quote=quote,
        name=row.name,
        target=row.target,
        unit=row.unit,
        baseline=row.baseline,
        binding=None if binding is None else binding.group("kind").startswith("约束"),
        deadline=day,
    )


def _named_before(sentence: Clause, part: Clause, text: str) -> list[_Found]:
    """“消防站达标率：由78%提升至96%”: the name stands before a colon."""
    if text[part.start - 1 : part.start] != "：":
        return []
    name, begin = _name(text[sentence.start : part.start - 1])
    words = _BINDING.sub("", part.text)
    value = _value(mask(words, brackets=True))
    if (
        value is None
        or re.search(r"[，。：；]", name)
        or not _MEASURE.search(re.sub(r"（[^（）]*）$", "", name))
    ):
        return []
    base = _BASE.search(words)
    start = sentence.start + begin - part.start
    return [
        _Found(
            name, words[value.start() :], value.group("unit"), start, len(part.text), False,
            base.group("base") if base else None,
        )
    ]  # fmt: skip


def _respectively(text: str) -> list[_Found]:
    """“甲数、乙数较2020年分别下降10%和12%”: as many figures as names."""
    match = _EACH.search(text) or _ALL.search(text)
    if match is None:
        return []
    cut = _CUT.match(text)
    start = cut.end() if cut is not None and cut.end() < match.start("names") + 1 else 0
    names = re.split(r"[、和]", match.group("names")[start:])
    values = re.split(r"[、和，]", match.group("values"))
    if match.re is _ALL:
        values *= len(names)
    if len(names) != len(values) or not all(map(_MEASURE.search, names)):
        return []
    rows = []
    for name, value in zip(names, values, strict=True):
        unit = re.search(rf"(?:{_UNITS})(?=以|$)", value)
        at = text.find(name)
        rows.append(
            _Found(
                name, f"{match.group('to')}{value}", unit.group() if unit else None,
                at, at + len(name), False,
            )
        )  # fmt: skip
    return rows


def _split_run(clause: Clause) -> list[Clause]:
    """Part figures that only 、 parts: “甲率90%、乙率95%”."""
    pieces = re.split(r"(?<=\d[%‰个座处支名项家套辆所])、", clause.text)
    if len(pieces) == 1:
        return [clause]
    found, at = [], clause.start
    for piece in pieces:
        found.append(Clause(piece, at))
        at += len(piece) + 1
    return found


def _read(clause: Clause, *, is_goal: bool) -> list[_Found]:
    text = _BINDING.sub(lambda m: " " * len(m.group()), clause.text).rstrip()
    if is_goal:
        for pattern in (_NOT_HAPPEN, _HAPPEN_NOT):
            happen = pattern.match(text)
            if happen is not None:
                return [
                    _Found(
                        happen.group("name"), happen.group("to"), None, *happen.span("name"), False
                    )
                ]
        within = _WITHIN.match(text)
        if within is not None:
            span = re.search("小时|分钟|天", within.group("to"))
            name, begin = _name(within.group("name"))
            return [
                _Found(name, within.group("to"), span and span.group(), begin, len(text), False)
            ]
    masked = mask(text, brackets=True)
    value = _value(masked)
    if value is None:
        return _absolute(text, masked) if is_goal else []
    start, end = value.span()
    target = text[start:end]
    base = _BASE.search(text)
    name_end = base.start() if base is not None and base.start() < start else start
    name, begin = _name(text[:name_end])
    after = text[end:]
    if after.startswith("保障") or (
        after and not re.match(r"[，。；（ ]|以|的(?:目标|要求|标准)", after)
    ):
        behind = re.sub(r"^(?:的)", "", after)
        if not is_goal or value.group("unit") is None:
            return []
        if re.search(r"(?:满足|保障)", text[: start + 2]) and _MEASURE.search(behind):
            name, begin = _name(text[: max(text.find("满足"), 0)] or behind)
            target, end = text[len(name) :] if text.startswith(name) else text, len(text)
            return [_Found(name, target, value.group("unit"), 0, len(text), False)]
        if (
            len(behind) >= 2
            and (_MEASURE.search(behind.rstrip("。")) or re.search(r"至少|不少于", text[:start]))
            and (value.group("side") or value.group("to") or "×" in text or after.startswith("的"))
        ):
            target = re.sub(r"^.*?(?=\d)", "", target) if not value.group("to") else target
            return [
                _Found(
                    behind,
                    text[_with_cross(text, start) : end] if "×" in text else target,
                    value.group("unit"),
                    0,
                    len(text),
                    False,
                )
            ]
        return []
    is_built = re.match(r"创建|新建|建成|建设|培育|打造", name) is not None
    is_named = (
        len(name) >= 4 and is_goal and (value.group("to") or is_built) and value.group("unit")
    )
    if not is_named and not (name and _MEASURE.search(re.sub(r"（[^（）]*）$", "", name))):
        return []
    rows = []
    unit = value.group("unit")
    names = [(name, begin)]
    if re.search(r"均|都|分别", text[start:end]) or re.search(r"均$", text[:start]):
        names = _names(name, begin)
    for one, at in names:
        rows.append(
            _Found(
                one,
                target,
                unit,
                at,
                end if len(names) == 1 else at + len(one),
                _RATE.search(re.sub(r"（[^（）]*）$", "", one)) is not None and unit in ("%", "‰"),
                base.group("base") if base else None,
            )
        )
    return rows


def _with_cross(text: str, start: int) -> int:
    found = re.search(r"\d+×$", text[:start])
    return found.start() if found else start


def _value(masked: str) -> re.Match[str] | None:
    """Return the figure that is the target: the last with a unit or after a target word."""
    best: re.Match[str] | None = None
    for match in _VALUE.finditer(masked):
        if re.search(r"[A-Za-z“第]$", masked[: match.start()]):
            continue
        if (
            not match.group("unit")
            and not match.group("to")
            and not re.match(rf"(?:{_TO})", match.group("n"))
        ):
            continue
        before = masked[: match.start()]
        after = masked[match.end() :]
        if (
            match.group("unit") in ("人", "年", "米", "级")
            and re.match(r"[\u4e00-\u9fff]", after)
            and best is None
            and not match.group("side")
            and not match.group("to")
        ):
            continue
        if best is not None and best.group("unit") == "%" and match.group("unit") != "%":
            continue
        if not before and re.match(r"[\u4e00-\u9fff]", after) and re.search(rf"{_TO}{_N}", after):
            continue
        best = match
    return best


def _absolute(text: str, masked: str) -> list[_Found]:
    found = _ABSOLUTE.search(masked)
    if found is not None:
        name, begin = _name(text[: found.start()])
        if len(name) >= 4 and not re.search(r"[的了]$", name):
            return [_Found(name, text[found.start() :], None, begin, len(text), False)]
    every = re.match(
        r"^(?P<name>(?:全[区县市])?(?:所有|全部)[^，。；]{4,30}?)(?P<target>(?:按标准|均|全部|100%)[^，。；]{2,40})$",
        text,
    )
    if every is not None:
        return [_Found(every["name"], every["target"], None, 0, len(text), False)]
    return []


def _name(text: str) -> tuple[str, int]:
    cut = _CUT.match(text)
    begin = cut.end() if cut else 0
    name = text[begin:]
    name = re.sub(r"(?:的|均|分别|要|应|力争|总体|基本|累计)+$", "", name).rstrip("：，、 ")
    return name, begin


def _names(name: str, begin: int) -> list[tuple[str, int]]:
    """Split “甲率、乙率” outside brackets and quotes."""
    found: list[tuple[str, int]] = []
    depth, at = 0, 0
    for index, character in enumerate(name + "、"):
        if character in "（“":
            depth += 1
        elif character in "）”":
            depth = max(0, depth - 1)
        elif character == "、" and depth == 0:
            found.append((name[at:index], begin + at))
            at = index + 1
    if len(found) > 1 and all(_MEASURE.search(one) for one, _at in found):
        return found
    return [(name, begin)]
