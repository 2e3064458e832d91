"""Stated periods and their last day: 2022年底前, 到2025年, 3月至12月, “十四五”期间, 三年内."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

FIVE = {
    "十一五": 2010,
    "十二五": 2015,
    "十三五": 2020,
    "十四五": 2025,
    "十五五": 2030,
    "十六五": 2035,
}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "0": 0}
_TO = r"[至到—-]+"
_Y = r"(?P<{0}>20\d\d)年?"
_MONTH = r"(?:(?P<{0}m>\d{{1,2}})月(?:份)?(?:(?P<{0}d>\d{{1,2}})日)?)?"
_RANGE = re.compile(
    rf"(?P<a>20\d\d)(?:年)?{_MONTH.format('a')}(?:起|底)?{_TO}(?P<b>20\d\d)年{_MONTH.format('b')}"
    r"(?:底|末)?(?:之?前|以前)?(?!以来)"
)
_MONTHS = re.compile(
    rf"(?P<a>20\d\d)年(?P<am>\d{{1,2}})(?:月(?:\d{{1,2}}日)?(?:起|份)?)?{_TO}(?:年)?(?P<bm>\d{{1,2}})月"
    r"(?:(?P<bd>\d{1,2})日)?(?:底|末|份)?(?:之?前|以前)?"
)
_POINT = re.compile(
    r"(?P<to>到|至|于|在|截至|截止|截止到)?(?P<y>20\d\d)年(?:度)?(?:"
    r"(?P<end>年?(?:底|末|终))"
    r"|(?P<m>\d{1,2})月(?:份)?(?:(?P<d>\d{1,2})日|(?P<third>上旬|中旬|下旬|底|末))?"
    r"|(?P<half>上半年|下半年)|第?(?P<quarter>[一二三四1-4])季度(?:末)?"
    r")?(?P<before>之?前|以前|内)?(?!起|以来|及以前|以后|及以后|后|版|修订|开始|至今|是|(?:开工|启动|动工|立项|起步)(?:，|$))"
)
_FIVE_YEARS = re.compile(
    r"[“]?(?P<five>十[一二三四五六]五)[”]?(?:规划)?(?P<what>期间|期末|末|时期|规划期内)"
)
_PLAN = re.compile(
    r"(?:到)?规划期(?:内|末|结束)|(?:在)?(?P<n>[三五二两3５5]|[一二三四五])年(?:(?:之|以)?内(?!的|发生|出现|未|曾|受)|(?:累计|共计))"
    r"|(?:利用|用|通过|力争用|计划用|为期)(?P<n2>[三五二两35])年(?:左右)?的?(?:时间|努力)"
    r"|三年行动期间|行动期间|行动结束前"
)
_BARE = re.compile(
    r"(?P<year>今年|本年|本年度|年内)?(?:(?P<end>(?<![当每次去上]年)(?<!\d)年(?:底|末|终))"
    r"|(?<![\d年])(?P<m>\d{1,2})月(?:份)?(?:(?P<d>\d{1,2})日|(?P<third>上旬|中旬|下旬|底|末))?)"
    r"(?:(?P<before>之?前|以前)|(?<=[底末旬])(?=[，。；）]|$|投入|投用|完成|建成|开工|实现|达到|全部|全面|启用|通过|验收))"
    r"|(?P<year2>今年|本年|(?<![\d每一二两三四五六七八九十数多几当次])年)内(?!的)|(?<!每)(?<!\d年)(?P<half>上半年|下半年)(?=[，前完])"
    r"|(?<![每\\d])第?(?P<quarter>[一二三四])季度(?:(?:末|内)?(?P<before2>之?前)|末|内|(?=[，完开组召制印建出启]|$))"
    r"|^年底(?=由|组织|开展|进行|对|召开|完成|实现|达到)"
    r"|(?P<whole>全年)(?!事故|预算|的)(?=[^，。；]{0,24}\d)"
)
#: “3—5月”, “12月16日至2月底” without a year.
_BARE_MONTHS = re.compile(
    rf"(?<![\d年每/.])\d{{1,2}}(?:月(?:份|初|中旬|底)?(?:\d{{1,2}}日)?)?(?:起)?{_TO}(?P<m>\d{{1,2}})月"
    r"(?:份)?(?:(?P<d>\d{1,2})日|(?P<third>上旬|中旬|下旬|底|末))?(?:之?前)?"
    r"|(?:即日起|从现在起|方案印发之?日起|印发之?日起)[，]?[至到—](?P<m2>\d{1,2})月(?:份)?(?:(?P<d2>\d{1,2})日|底|末)?(?:之?前)?"
)
_HAN_YEAR = re.compile(r"二[〇○零O0][一二三四五六七八九〇○零O0]{2}年")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a plan says of its own time: first year and last day."""

    first: int | None = None
    last: date | None = None
    #: A year said shortly before, for “6月底前” in a plan of several years.
    near: int | None = None
    #: The day the document was issued, for “12月20日前” in a notice.
    issued: date | None = None

    @property
    def only_year(self) -> int | None:
        """The year of a plan for a single year."""
        return self.last.year if self.last and self.first == self.last.year else None

    def year_of(self, month: int) -> int | None:
        """The year of a month said without one: of the plan, of the words before, of the issue."""
        if self.only_year or self.near:
            return self.only_year or self.near
        if self.issued is None or (self.last and self.last.year > self.issued.year + 1):
            return None
        return self.issued.year + (month < self.issued.month)


@dataclass(frozen=True, slots=True)
class Period:
    """A stated period; ``day`` is None where its last day cannot be said."""

    day: date | None
    start: int
    end: int
    doubt: str = ""


def last_day(year: int, month: int = 12, day: int | None = None) -> date | None:
    """Return the last day of a year or month, or the day itself."""
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day or last, last)) if day is None or 1 <= day <= 31 else None


#: Titles of documents, and the years of a plan behind its name: 三年行动（2024—2026年）.
_BOOK = re.compile(
    r"《[^》]*》|（其中[^（）]*）|(?<=[案划动要])（20\d\d[年]?[^（）]{1,4}20\d\d年?）"
)


def arabic_years(text: str) -> str:
    """Write 二〇二五年 as 2025年, with the same length."""
    return _HAN_YEAR.sub(
        lambda m: "".join(str(_DIGITS.get(c, c)) for c in m.group()[:-1]) + "年", text
    )


def find_periods(text: str, frame: Frame, *, at_start: bool = True) -> list[Period]:
    """Return the stated periods of a clause, in order, without overlaps.

    A year alone (2022年…) is a period where the clause begins with it or after 到 or a comma; in
    the middle of words it only tells which year's thing is meant.
    """
    if not any(mark in text for mark in ("年", "月", "季度", "期", "五”末")):
        return []
    text = _BOOK.sub(lambda m: "□" * len(m.group()), arabic_years(text))
    found: list[Period] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if any(match.start() < p.end and p.start < match.end() for p in found):
                continue
            period = read(match, text, frame, at_start)
            if period is not None:
                found.append(period)
    found.sort(key=lambda period: period.start)
    return found


def _range(match: re.Match[str], _text: str, _frame: Frame, _first: bool) -> Period | None:
    if _text[match.end() : match.end() + 3].startswith(("年）", "）》", "子方案")):
        return None
    day = last_day(int(match.group("b")), int(match.group("bm") or 12), _int(match.group("bd")))
    return Period(day, *match.span())


def _months(match: re.Match[str], _text: str, _frame: Frame, _first: bool) -> Period | None:
    day = last_day(int(match.group("a")), int(match.group("bm")), _int(match.group("bd")))
    return Period(day, *match.span())


def _point(match: re.Match[str], text: str, frame: Frame, at_start: bool) -> Period | None:
    year = int(match.group("y"))
    if frame.first and year < frame.first and not match.group("before"):
        return None
    if text[max(0, match.start() - 3) : match.start()].endswith(("展望", "远景", "自", "从")):
        return None
    exact = [match.group(key) for key in ("end", "m", "half", "quarter")]
    start, end = match.span()
    if re.match(
        r"(?:入?汛期?|主汛期|春节|[春秋]季学期(?:开学)?|学期|元旦|“?[五十]一”?|中秋|清明|防火期|采暖季|供暖季?|高温季节?|国庆节?)前",
        text[end:],
    ):
        return Period(None, start, end, "day_not_said")
    if not any(exact):
        if match.group("before") in ("前", "之前", "以前") and not text[end:].startswith("期"):
            return Period(last_day(year - 1), start, end, "before_year")
        if (
            not match.group("to")
            and not match.group("before")
            and not _begins(text, start, at_start)
            and not re.match(
                r"(?:年底)?(?:全部|全面)(?:完成|建成|挂牌|达到|实现|投)|(?:建成|完成|达到|实现)(?!的)",
                text[end:],
            )
        ):
            return None
        follows = text[end : end + 2]
        if (
            follows[:1] in ("“", "《", "为", "以", "的")
            and follows != "为“"
            and not match.group("to")
        ):
            return None
        return Period(last_day(year), start, end)
    return Period(_within(year, match), start, end)


def _begins(text: str, start: int, at_start: bool) -> bool:
    before = text[:start]
    if not before:
        return at_start
    return (
        re.search(
            r"(?:^|[，；：。（、])(?:力争|确保|计划|其中|同时|并|争取|要|[一二三四五六七八九十]+是|拟)*$",
            before,
        )
        is not None
    )


def _within(year: int, match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    if groups.get("half"):
        return last_day(year, 6 if groups["half"] == "上半年" else 12)
    if groups.get("quarter"):
        quarter = "一二三四".find(groups["quarter"]) + 1 or int(groups["quarter"])
        return last_day(year, quarter * 3)
    if groups.get("m"):
        third = groups.get("third")
        day = _int(groups.get("d")) or {"上旬": 10, "中旬": 20}.get(third or "")
        return last_day(year, int(groups["m"]), day)
    return last_day(year)


def _five(match: re.Match[str], text: str, frame: Frame, at_start: bool) -> Period | None:
    day = last_day(FIVE[match.group("five")])
    if frame.first and day and day.year < frame.first:
        return None
    if match.group("what") == "时期" and not (
        _begins(text, match.start(), at_start)
        and re.match(r"，|完成|建成|新建|改造|实施|基本建成", text[match.end() :])
    ):
        return None
    return Period(day, *match.span())


def _plan(match: re.Match[str], text: str, frame: Frame, _first: bool) -> Period | None:
    if text[: match.start()].endswith(
        ("近", "过去", "每", "连续", "满", "结案", "后", "前", "未来")
    ):
        return None
    years = match.group("n") or match.group("n2")
    length = {"三": 3, "3": 3, "五": 5, "5": 5, "二": 2, "两": 2, "一": 1, "四": 4}.get(years or "")
    if frame.last is None:
        return Period(None, *match.span(), "period_without_year")
    if length and frame.first and frame.last.year - frame.first + 1 != length:
        return Period(None, *match.span(), "period_of_other_length")
    return Period(frame.last, *match.span())


def _bare(match: re.Match[str], text: str, frame: Frame, _first: bool) -> Period | None:
    before = text[max(0, match.start() - 4) : match.start()]
    if re.search(r"(?:每年|当年|次年|翌年|\d年|去年|往年)(?:的|度)?$", before):
        return None
    month = _within(2000, match)
    year = frame.year_of(month.month) if month else None
    if year is None:
        return Period(None, *match.span(), "year_not_said")
    doubt = "year_from_words_before" if frame.near and not frame.only_year else ""
    return Period(_within(year, match), *match.span(), doubt)


def _bare_months(match: re.Match[str], text: str, frame: Frame, _first: bool) -> Period | None:
    if re.search(r"(?:每年|当年|次年|翌年|往年)的?$", text[: match.start()]):
        return None
    month = int(match.group("m") or match.group("m2"))
    year = frame.year_of(month)
    if year is None:
        return Period(None, *match.span(), "year_not_said")
    third = {"上旬": 10, "中旬": 20}.get(match.group("third") or "")
    day = _int(match.group("d") or match.group("d2")) or third
    return Period(last_day(year, month, day), *match.span())


def _int(text: str | None) -> int | None:
    return int(text) if text else None


_READERS = (
    (_RANGE, _range),
    (_MONTHS, _months),
    (_POINT, _point),
    (_FIVE_YEARS, _five),
    (_PLAN, _plan),
    (_BARE_MONTHS, _bare_months),
    (_BARE, _bare),
)


def periods_of_cell(text: str, frame: Frame) -> list[Period]:
    """Return the periods of a cell or bracket that holds nothing but a time: 6月, 全年, 3—5月."""
    text = re.sub(r"^(20\d\d[—-]20\d\d)$", r"\1年", text)
    found = [p for p in find_periods(text, frame) if p.day]
    if not found and text.startswith("全年") and frame.only_year:
        found = [Period(last_day(frame.only_year), 0, 2)]
    if not found and re.search(r"[月日底份]$|季度末?$|半年$", text):
        found = [p for p in find_periods(f"{text}前", frame) if p.day]
    return found


_SPAN = re.compile(
    rf"(20\d\d)(?:年)?(?:\d{{1,2}}月)?{_TO}(20\d\d)(?:年(?:(?P<month>\d{{1,2}})月)?)?"
)


def frame_of(title: str, *more: str) -> Frame:
    """Return the time of a plan by its title, else by the first words that say it."""
    for text in (title, *more):
        text = arabic_years(text)
        span = _SPAN.search(text)
        if span is not None and int(span.group(2)) - int(span.group(1)) in range(0, 16):
            month = int(span.group("month") or 12)
            return Frame(int(span.group(1)), last_day(int(span.group(2)), month))
        lost = re.search(r"(20\d\d)(20\d\d)年", text)
        if lost is not None and int(lost.group(2)) - int(lost.group(1)) in range(1, 16):
            return Frame(int(lost.group(1)), last_day(int(lost.group(2))))
        until = re.search(
            r"(?:即日|发布之日|印发之日|\d月|\d日)起[，]?[至到](20\d\d)年(\d{1,2})月", text
        )
        if until is not None:
            year, month = map(int, until.groups())
            return Frame(year - (month < 6), last_day(year, month))
        five = re.search(r"十[一二三四五六]五(?=[”]?(?:[^。；]{0,24})规划|[”])", text)
        if five is not None:
            year = FIVE[five.group()]
            return Frame(year - 4, last_day(year))
        named = re.match(r"[^。；，]{0,30}?(?<!〔)(20\d\d)年(?:度)?(?!\d{0,2}月|以来)", title)
        once = named or re.search(
            r"(20\d\d)年(?:度)?(?!\d{0,2}月)[^。；，]{0,30}(?:要点|计划|工作|方案|任务|清单)", text
        )
        if once is not None:
            year = int(once.group(1))
            return Frame(year, last_day(year))
    return Frame()
