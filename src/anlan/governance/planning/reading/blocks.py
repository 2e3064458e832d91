"""Lines to blocks: page furniture taken out, broken lines joined, tables kept apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from anlan.governance.planning.reading.cleaning import Clean, clean
from anlan.governance.planning.reading.issue import find_issue_day
from anlan.governance.planning.reading.numbers import split_number
from anlan.governance.planning.reading.units import is_unit
from anlan.kernel.reading.lines import Line

_FURNITURE = re.compile(
    r"^(?:[-—]*\d{1,4}[-—]*|第\d+页(?:共\d+页)?|\d+/\d+|[-—_=*·.…]{3,}"
    r"|.*(?:ICP备|公网安备|备案号：|版权所有|网站标识码|扫一扫|浏览次数|字号：|无障碍|长者模式|建议使用IE"
    r"|打印本页|关闭窗口|分享到|当前位置|您所在的位置|上一篇|下一篇|联系方式：|联系电话：|技术支持：).*"
    r"|抄送：.*|（?(?:此件|此文)[^。]{0,12}(?:公开|发布)[^。]{0,6}）?|（?联系人：.*"
    r"|(?:file|https?)：//\S+?(?:\d+/\d+)?|\d{1,4}/\d{1,2}/\d{2,4}，?\d{1,2}[:：]\d\d(?:[AP]M)?|首页>.*|.*(?:政务公开|信息公开)>.*)$"
)
_LABEL = re.compile(
    r"^(?:索引号?|文号|发文字号|发文日期|成文日期|公开日期|发布(?:时间|日期|单位|机构)|名称|主题(?:分类|词)?"
    r"|时间|有效性|文件状态|信息来源|来源|作者|责任编辑|公开方式|生成日期|发文机关)[：:]"
)
_DUTY_BRACKET = re.compile(
    r"^（[^，。；（）]{2,40}(?:（[^（）]*）[^，。；（）]{0,20})*(?:牵头|负责|分别负责|分工负责)"
)
#: “1   完成普查   县应急管理局   2025年6月”: a row whose cells only wide gaps part.
_GAPS = re.compile(r"\S(?:\s{3,}|\u3000{2,})\S+.*?\S(?:\s{3,}|\u3000{2,})\S")
_ROLE = re.compile(r"^(?:牵头|责任|配合|协助|主责|负责)[^：]{0,4}：")
_CONTENTS = re.compile(r"^目录$")
_LEADERS = re.compile(r"[·.…—\-]{4,}[（(]?\d*[）)]?$|[-—]\d+[-—]$|[·…]{2,}\d+$")
_STOPS = "。；：！？…”）》;:!?"
_DUTY_LINE = re.compile(
    r"^[（]?(?:牵头|责任|配合|协同|协助|负责|主责|承办|协办|参与|参加|实施|落实|主管)(?:责任)?"
    r"(?:单位|部门|处室|科室|股室|站所|办所|主体|领导|人)"
    r"(?:及[^：]{1,8})?：|^[（]?(?:牵头|配合|协同)：|^[（]?(?:完成|办理|整改)?(?:时限|时间|期限|时间节点)："
)


_RUNNING = re.compile(r"^[^。；：，%\d]{3,}(?:规划|方案|计划|要点|意见|通知)$")
_HAN = "[一二三四五六七八九十]{1,3}"
_INLINE_HEADING = re.compile(
    rf"(?<=[。；！])(?=\s*(?:{_HAN}、|[（(]{_HAN}[）)]|第{_HAN}[章节]|\d{{1,2}}[.．、](?=\s*[\u4e00-\u9fff])))"
)
_LOST_BREAK = re.compile(
    rf"(?<=[。；：！”日])\s+(?=\S)|(?<=\S)\s+(?={_HAN}、|[（(]{_HAN}[）)]|第{_HAN}[章节]|专栏)"
    r"|(?<=规划|方案|计划|要点|目录|前言)\s+(?=\S)"
    rf"|(?<!\S)(?:{_HAN}、|[（(]{_HAN}[）)])[^\s。，；]{{2,36}}\s+"
)
_SPACED_HEADING = re.compile(rf"\s(?:{_HAN}、|[（(]{_HAN}[）)])")
_HEADING_IN_HEADING = re.compile(rf"^(\s*{_HAN}、[^。；（(]{{2,36}})(?=[（(]{_HAN}[）)])")


@dataclass(slots=True)
class Block:
    """A paragraph, a row of a table or a heading; ``text`` is cleaned."""

    text: str
    parts: list[tuple[int, int, Clean]] = field(default_factory=list)  # start, line number, line
    cells: tuple[str, ...] = ()
    style: int = 0

    @property
    def line(self) -> int:
        """The line the block begins on."""
        return self.parts[0][1]

    def anchor(self, start: int, end: int) -> tuple[int, str]:
        """Return line and words of a passage; of a passage over two lines, those of the first."""
        at = bisect_right([part[0] for part in self.parts], start) - 1
        begin, number, line = self.parts[at]
        return number, line.quote(start - begin, min(end - begin, len(line.text)))

    def add(self, number: int, line: Clean) -> None:
        """Join a line to the paragraph."""
        self.parts.append((len(self.text), number, line))
        self.text += line.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """The blocks of a document and what was taken out or repaired."""

    blocks: tuple[Block, ...]
    contents: tuple[str, ...]
    joined: tuple[int, ...]
    #: The day the document was issued, where it says so.
    issued: date | None = None


def lay_out(lines: tuple[Line, ...]) -> Sheet:
    """Return the blocks of a document."""
    rows = [(line, clean(piece)) for line in lines for piece in _pieces(line)]
    rows = [(line, row) for line, row in rows if row.text or line.cells]
    listed = tuple(_LEADERS.sub("", row.text) for _line, row in rows if _LEADERS.search(row.text))
    keep, contents = _without_contents([r for r in rows if not _is_furniture(r)])
    running = _running_heads(keep)
    blocks: list[Block] = []
    joined: list[int] = []
    for line, row in keep:
        if row.text in running:
            continue
        if line.cells:
            cells = tuple(map(_cell, line.cells))
            blocks.append(Block(row.text, [(0, line.number, row)], cells, line.heading))
            continue
        last = blocks[-1] if blocks and not blocks[-1].cells else None
        is_row = _GAPS.search(row.raw) is not None
        if last is not None and not is_row and _goes_on(last, row.text, line.heading):
            joined.append(line.number)
            last.add(line.number, row)
            continue
        blocks.append(Block(row.text, [(0, line.number, row)], (), line.heading))
    issued = find_issue_day(row.text for line, row in rows if not line.cells)
    return Sheet(tuple(blocks), listed + contents, tuple(joined), issued)


def _cell(raw: str) -> str:
    """Clean a cell; units that only a blank or a break parts stay apart: “安监站 派出所”."""
    parts = [clean(part).text for part in raw.split()]
    is_list = len(parts) > 1 and all(is_unit(part) or _ROLE.match(part) for part in parts)
    return "、".join(parts) if is_list else clean(raw).text


def _pieces(line: Line) -> list[str]:
    """Cut a line that holds several paragraphs, as pages do that lost their line breaks."""
    raw = line.text
    if line.cells or len(raw) < 200:
        return [raw]
    cuts = [match.start() for match in _INLINE_HEADING.finditer(raw)]
    if len(_SPACED_HEADING.findall(raw)) >= 3:
        cuts += [match.end() for match in _LOST_BREAK.finditer(raw)]
    found: list[str] = []
    begin = 0
    for cut in sorted({*cuts, len(raw)}):
        piece = raw[begin:cut]
        # “一、总体要求（一）指导思想。”: two headings without a stop between them.
        inner = _HEADING_IN_HEADING.match(piece)
        if inner is not None:
            found.append(inner.group(1))
            piece = piece[inner.end(1) :]
        found.append(piece)
        begin = cut
    return [piece for piece in found if piece.strip()]


def _is_furniture(row: tuple[Line, Clean]) -> bool:
    line, text = row[0], row[1].text
    if line.cells:
        return False
    if len(text) < 80 and (_FURNITURE.match(text) or _LABEL.match(text)) and not text.isdigit():
        return True
    return _LEADERS.search(text) is not None and "。" not in text[:-12]


def _without_contents(
    rows: list[tuple[Line, Clean]],
) -> tuple[list[tuple[Line, Clean]], tuple[str, ...]]:
    """Take tables of contents out: short lines after “目录” up to the first real paragraph."""
    keep: list[tuple[Line, Clean]] = []
    contents: list[str] = []
    at = 0
    while at < len(rows):
        line, row = rows[at]
        if not _CONTENTS.match(row.text):
            keep.append(rows[at])
            at += 1
            continue
        at += 1
        seen: list[str] = []
        while at < len(rows):
            text = rows[at][1].text
            if len(text) > 70 or "。" in text[:-1] or (seen and text == seen[0]):
                break
            seen.append(text)
            at += 1
        contents += seen
        # Titles and headings right before the first paragraph belong to it, not to the contents.
        back = at
        while back > 0 and seen and seen[-1] in seen[:-1]:
            seen.pop()
            back -= 1
        keep += rows[back:at]
    return keep, tuple(contents)


def _running_heads(rows: list[tuple[Line, Clean]]) -> set[str]:
    """Return short lines that come back on page after page."""
    counts = Counter(
        row.text
        for line, row in rows
        if not line.cells and len(row.text) <= 40 and _RUNNING.search(row.text)
    )
    return {text for text, count in counts.items() if count >= 5 and not split_number(text)[0]}


def _goes_on(last: Block, text: str, style: int) -> bool:
    """Whether a line continues the paragraph before it."""
    if style or last.style:
        return False
    before = last.text
    if re.fullmatch(r"（[^（）]{1,12}）", text):
        return False  # “【任务02】” begins the next card
    if _GAPS.search(last.parts[-1][2].raw):
        return False
    if _DUTY_LINE.match(text):
        # Below a heading it speaks of everything under it, below a passage or its like of that.
        is_passage = len(before) > 12 and not _is_cell(before) and not _is_bare_heading(before)
        return is_passage or _DUTY_LINE.match(before) is not None
    if before.endswith(("。", "；")) and len(before) > 12 and _DUTY_BRACKET.match(text):
        return True  # a line break between a passage and its bracket
    if re.search(r"(?:单位|部门|时限|时间)：$", before):
        return True
    if before[-1] in _STOPS or len(before) < 18 or split_number(text)[0]:
        return False
    if re.match(
        r"[一二三四五六七八九十]+(?:是|要)|——|专栏|附件|第[一二三四五六七八九十]+[章节]", text
    ):
        return False
    number, _rank, body = split_number(before)
    if number and len(before) < 45 and "。" not in body:
        return before[-1] in "、，" and len(before) > 25
    tail = len(last.parts[-1][2].text)
    if re.search(r"[。，；]", before) is None:
        return (
            tail >= 28
            and re.search(r"[。，；、]", text) is not None
            and before[-1] not in "划案知见要"
        )
    return tail >= 18


def _is_bare_heading(text: str) -> bool:
    number, _rank, body = split_number(text)
    return bool(number) and re.search(r"[。，；：]", body) is None and len(body) <= 40


def _is_cell(text: str) -> bool:
    return len(text) < 20 and re.search(r"[。，；]", text) is None
