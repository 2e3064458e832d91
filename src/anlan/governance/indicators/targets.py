"""From a printed target (“<0.01”, “下降33%以上”, “不发生”) to what a machine can judge.

Pure text, no database. What is not understood is marked ``unclear`` with its reason, and with the
number found as a proposal; a person decides. “以上”, “以内”, “以下” include the number, “超过”,
“低于” do not (民法典 article 1259).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from anlan.kernel.reading.numerals import NUMBER, number

#: Why a target was left to a person.
DOUBTS = ("no_target", "words_only", "hedged", "bare_number", "points", "several_numbers", "units")
_PERIODS = {"年": "year", "半年": "half", "季度": "quarter", "季": "quarter", "月": "month"}
_PERIODS |= {"周": "week", "日": "day", "天": "day"}
_NUMBER = rf"(?P<number>{NUMBER})"
_ZERO = re.compile(
    r"不发生|杜绝|零发生|零死亡|清零|彻底消除|^(?:为|保持|实现)?(?:零|0(?:\.0+)?)(?![.\d])"
)
_HEDGE = re.compile(r"基本|有效|初步|努力|逐步|力争完成|推动|左右|约\d|以百年")
_EVERY = re.compile(
    r"^(?:(?:实现|达到|做到|基层|企业|推进)?(?:全覆盖|全部|应[考改查检装配]尽[考改查检装配]|所有|百分之百)|全部达标)"
)
_CADENCE = re.compile(
    rf"每(?:(?P<years>{NUMBER})(?P<long>年|个?月|周)|(?P<per>半年|年|季度|季|月|周|日|天))"
)
_TIMES = re.compile(_NUMBER)
#: Operator before the number → kind.
_BEFORE = (
    (
        r"≤|不超过|不高于|不大于|不多于|控制在(?:不超过)?|(?:缩短|下降|降低|降|减少|压减|压降)(?:至|到)",
        "at_most",
    ),
    (
        r"≥|不低于|不少于|不小于|至少|(?:提高|提升|增加|增|扩大|上升|达)(?:至|到)|达到?|不短于",
        "at_least",
    ),
    (r"<|＜|低于|小于|少于|短于", "below"),
    (r">|＞|超过|高于|大于|多于", "above"),
    (r"=|等于", "equal"),
    (r"(?:保持|稳定|维持)在|(?:新增|新建|新创建|新创|新培育)(?:至少)?", "at_least"),
)
_AFTER = (
    (r"以内|之内|以下|内$|内(?=[,，。;；(（]|$)", "at_most"),
    (r"以上|及以上|之上", "at_least"),
)
_DOWN = re.compile(r"(?:下降|降低|减少|压减|压降|降)(?!至|到|低至|低到|少至|少到|在)")
_UP = re.compile(r"(?:提高|提升|增长|增加|上升)(?!至|到)")
_RANGE = re.compile(rf"^(?P<low>{NUMBER})\s*[%‰]?\s*[-–—~～至到]\s*(?P<high>{NUMBER})")
#: Words before a number that change nothing of it.
_ONLY_HELPING = re.compile(
    r"^(?:总体|平均|年均|实现|保持|稳定|力争|确保|长期|控制|全部|争取|要求|均|都|全县|全区|全市|逐年)*$"
)
#: A bare number under such a name is what must be reached at least.
_MORE_IS_BETTER = re.compile(
    r"(?:达标|覆盖|使用|完成|整改|持证|上岗|准确|培训|建成|完善|装备|监控|救助|合格|受训|配备|配备|入园|认领|"
    r"登记|检验|检查|应用|受控|自动化|完好|办结|处置|接入|预警|联网|参保|投保|满意|共享|信息化)[^死亡]*(?:率|度|水平|比例)"
    r"|满意度|人才占比|(?:建设|监管|管理|评价|整治|掌上执法|线上精准智控|定点卸液|整治|论证|执法)[”\"]?(?:率|比例)?$"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a printed target demands; ``kind`` as ``choices.TargetKind``.

    ``low`` and ``high`` are in the unit of the figure; of a change they are empty and ``percent``
    is the change; ``per`` is the period of a cadence (year, half, quarter, month, week, day).
    """

    kind: str
    low: float | None = None
    high: float | None = None
    percent: float | None = None
    per: str = ""
    doubt: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether a machine may judge it."""
        return self.kind != "unclear"


def read_target(text: str, *, unit: str = "", name: str = "") -> Target:
    """Return what a printed target demands; ``unclear`` where a person must decide."""
    words, notes = _plain(text)
    if not words:
        return Target("unclear", doubt="no_target")
    found = _read(words, unit=unit.strip(), name=name)
    if found.is_clear and re.search(r"基本", notes):
        return replace(found, kind="unclear", doubt="hedged")
    return found


def _plain(text: str) -> tuple[str, str]:
    """The words in one width without what stands in brackets, and that."""
    words = text.translate(
        {c + 0xFEE0: c for c in range(0x21, 0x7F)} | {0x3000: " ", ord("％"): "%"}
    )
    notes = "".join(re.findall(r"[(（][^)）]*[)）]", words))
    words = re.sub(r"[(（][^)）]*[)）]", "", words)
    return re.sub(r"\s+", "", words).strip("。;；,，、"), notes


def _read(words: str, *, unit: str, name: str) -> Target:
    if "×" in words or "→" in words or "一遇" in words:
        return Target("unclear", doubt="several_numbers")
    if _HEDGE.search(words):
        return replace(_bare(words, unit, "hedged"), kind="unclear")
    cadence = _cadence(words, unit)
    if cadence is not None:
        return cadence
    if _ZERO.search(words):
        return Target("zero", high=0.0)
    if _EVERY.match(words):
        if not _fits(unit, "%"):
            return Target("unclear", doubt="units")
        return Target("every", low=100.0)
    changed = _change(words, unit, name)
    if changed is not None:
        return changed
    if found := _RANGE.match(words):
        low, high = number(found["low"]), number(found["high"])
        if low < high:
            return Target("range", low=low, high=high)
    compared = _compared(words, unit)
    if compared is not None:
        return compared
    return _bare(words, unit, "bare_number", name)


def _cadence(words: str, unit: str) -> Target | None:
    """“每季度至少1次”, “每3年一次”; a unit like 次/年 makes a cadence of a number too."""
    found = _CADENCE.search(words)
    if found is None:
        per = _PERIODS.get(unit.partition("/")[2])
        if per and (times := _TIMES.search(words)) and unit[:1] in "次场批":
            return Target("at_least", low=number(times["number"]), per=per)
        return None
    rest = words[found.end() :]
    times = _TIMES.search(rest)
    count = _scaled(times["number"], unit) if times else None
    if found["years"]:
        if found["long"] != "年":
            return Target("unclear", doubt="words_only")
        years = number(found["years"])
        if not times or not years:
            return Target("unclear", doubt="words_only")
        return Target("at_least", low=round((count or 1.0) / years, 6), per="year")
    per = _PERIODS[found["per"]]
    if times is None:
        # “每季度” alone says once; “每次赛前必须开展” and the like say more than that.
        if rest:
            return Target("unclear", doubt="words_only")
        return Target("at_least", low=1.0, per=per)
    if not re.match(r"(?:至少|不少于|不低于|不小于|举办|开展|组织|培训)*$", rest[: times.start()]):
        return Target("unclear", doubt="words_only")
    return Target("at_least", low=count, per=per)


def _change(words: str, unit: str, name: str) -> Target | None:
    """“下降10%”: relative to the baseline, unless the figure is itself a share."""
    for kind, pattern in (("down", _DOWN), ("up", _UP)):
        verb = pattern.search(words)
        if verb is None:
            continue
        rest = words[verb.end() :]
        figure = re.search(rf"{_NUMBER}(?P<sign>%|‰|个?百分点)?", rest)
        if figure is None:
            return Target("unclear", doubt="words_only")
        if figure["sign"] != "%":
            points = (figure["sign"] or "").endswith("百分点")
            return Target("unclear", doubt="points" if points else "units")
        # A figure that is itself in per cent may fall by points as well as by a share.
        if unit in ("%", "‰") and re.search(r"(?:率|比例|比重|占比|水平|度)$", _named(name)):
            return Target("unclear", percent=number(figure["number"]), doubt="points")
        return Target(kind, percent=number(figure["number"]))
    return None


def _compared(words: str, unit: str) -> Target | None:
    """A number with a word or sign of comparison before or behind it."""
    figures = list(re.finditer(NUMBER, words))
    figures = [f for f in figures if not _is_word(words, f)]
    if not figures:
        return None
    for figure in figures:
        before, after = words[: figure.start()], words[figure.end() :]
        tail = _behind(after)
        kind = _operator(before, tail)
        if kind is None or not _says_no_more(before, tail):
            continue
        if len(figures) > 1 and _is_second_bound(words, figures):
            return Target("unclear", doubt="several_numbers")
        value = _scaled(figure.group(), unit)
        if not _fits(unit, after[:1]):
            return Target("unclear", low=value, doubt="units")
        if kind in ("at_most", "below"):
            return Target(kind, high=value)
        if kind == "equal":
            return Target(kind, low=value, high=value)
        return Target(kind, low=value)
    return None


def _operator(before: str, tail: str) -> str | None:
    """The kind the words around a number mean; what stands behind goes first."""
    for pattern, kind in _AFTER:
        if re.match(pattern, tail):
            return kind
    for pattern, kind in _BEFORE:
        if re.search(rf"(?:{pattern})$", before):
            return kind
    return None


def _says_no_more(before: str, tail: str) -> bool:
    """Whether nothing but the comparison stands around a number: “跨度大于18米” is no target."""
    for pattern, _kind in _BEFORE:
        before = re.sub(rf"(?:{pattern})$", "", before)
    for pattern, _kind in _AFTER:
        tail = re.sub(rf"^(?:{pattern})", "", tail)
    return bool(_ONLY_HELPING.match(before)) and (not tail or tail[0] in ",，、;；/")


def _behind(after: str) -> str:
    """What follows the number and its unit."""
    return re.sub(
        r"^(?:%|‰|个百分点|平方米|㎡|m2|分钟|小时|工作日|个月|万?人次|人|[个处家项座支起次件天日月年周分米栋宗名辆台套])*",
        "",
        after,
    )


def _bare(words: str, unit: str, doubt: str, name: str = "") -> Target:
    """A number without any comparison: clear only where more can only be better."""
    figures = [f for f in re.finditer(NUMBER, words) if not _is_word(words, f)]
    if not figures:
        return Target("unclear", doubt="hedged" if doubt == "hedged" else "words_only")
    if len(figures) > 1:
        return Target("unclear", doubt="several_numbers")
    value = _scaled(figures[0].group(), unit)
    sign = words[figures[0].end() : figures[0].end() + 1]
    if not _fits(unit, sign):
        return Target("unclear", low=value, doubt="units")
    is_share = sign == "%" or unit in ("%", "％")
    if doubt == "bare_number" and is_share and _is_share_to_raise(value, name):
        return Target("at_least", low=value)
    return Target("unclear", low=value, doubt=doubt)


def _is_share_to_raise(value: float, name: str) -> bool:
    """100 % cannot be passed; a rate of something wanted is to be reached."""
    return value == 100 or bool(_MORE_IS_BETTER.search(_named(name)))


def _named(name: str) -> str:
    return re.sub(r"[(（][^)）]*[)）]", "", name).strip()


def _is_second_bound(words: str, figures: list[re.Match[str]]) -> bool:
    """Two numbers that both seem to bound: nobody may guess which."""
    bounds = [
        f for f in figures if _operator(words[: f.start()], _behind(words[f.end() :])) is not None
    ]
    return len(bounds) > 1


def _is_word(words: str, figure: re.Match[str]) -> bool:
    """“一批”, “一轮”, “统一”: characters that are no figure, and years."""
    text = figure.group()
    if re.fullmatch(r"[零〇一二两三四五六七八九十百千万亿]+", text):
        around = words[max(0, figure.start() - 1) : figure.start()] + words[figure.end() :][:1]
        return not re.search(r"[次遍场个处家项支座名类]", around[-1:]) or "统" in around
    return bool(re.fullmatch(r"20\d\d", text)) and words[figure.end() :][:1] == "年"


def _scaled(text: str, unit: str) -> float:
    """The number in the unit: “1万” counts ten thousand unless the unit itself is 万人次."""
    if text[-1] in "万亿" and unit.startswith(text[-1]):
        text = text[:-1]
    return number(text)


def _fits(unit: str, sign: str) -> bool:
    """Whether a per-cent sign behind the number agrees with the unit of the figure."""
    if sign in ("%", "‰"):
        return unit in ("", sign, "百分比", "％")
    return True
