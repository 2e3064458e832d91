"""Lines to blocks: page furniture taken out, broken lines joined, tables kept apart."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from anlan.governance.planning.reading.cleaning import Clean, clean
from anlan.governance.planning.reading.numbers import split_number
from anlan.kernel.reading.lines import Line

_FURNITURE = re.compile(
    r"^(?:[-—]*\d{1,4}[-—]*|第\d+页(?:共\d+页)?|\d+/\d+|[-—_=*·.…]{3,}"
    r"|.*(?:ICP备|公网安备|备案号：|版权所有|网站标识码|扫一扫|浏览次数|字号：|无障碍|长者模式|建议使用IE"
    r"|打印本页|关闭窗口|分享到|当前位置|您所在的位置|上一篇|下一篇|联系方式：|技术支持：).*"
    r"|(?:file|https?)：//\S+?(?:\d+/\d+)?|\d{1,4}/\d{1,2}/\d{2,4}，?\d{1,2}[:：]\d\d(?:[AP]M)?|首页>.*|.*(?:政务公开|信息公开)>.*)$"
)
_LABEL = re.compile(
    r"^(?:索引号?|文号|发文字号|发文日期|成文日期|公开日期|发布(?:时间|日期|单位|机构)|名称|主题(?:分类|词)?"
    r"|时间|有效性|文件状态|信息来源|来源|作者|责任编辑|公开方式|生成日期|发文机关)[：:]"
)
_CONTENTS = re.compile(r"^目录$")
_LEADERS = re.compile(r"[·.…—\-]{4,}[（(]?\d*[）)]?$|[-—]\d+[-—]$|[·…]{2,}\d+$")
_STOPS = "。；：！？…”）》;:!?"
_DUTY_LINE = re.compile(
    r"^[（]?(?:牵头|责任|配合|负责|主责|承办|协办|参与|参加|实施|主管)(?:单位|部门|处室|科室|股室)"
    r"(?:及[^：]{1,8})?：|^[（]?(?:完成|办理|整改)?(?:时限|时间|期限|时间节点)："
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
            cells = tuple(clean(cell).text for cell in line.cells)
            blocks.append(Block(row.text, [(0, line.number, row)], cells, line.heading))
            continue
        last = blocks[-1] if blocks and not blocks[-1].cells else None
        if last is not None and _goes_on(last, row.text, line.heading):
            joined.append(line.number)
            last.add(line.number, row)
            continue
        blocks.append(Block(row.text, [(0, line.number, row)], (), line.heading))
    return Sheet(tuple(blocks), listed + contents, tuple(joined))


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
    if _DUTY_LINE.match(text) and len(before) > 12 and not _is_cell(before):
        return True
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


def _is_cell(text: str) -> bool:
    return len(text) < 20 and re.search(r"[。，；]", text) is None
