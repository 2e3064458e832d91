"""Tables: rows with cells, rows on one line, and tables that a crawl wrote one cell to a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anlan.governance.planning.reading.outline import Placed

#: What a column holds, by the words of its head; the first that matches.
_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "text",
        re.compile(
            r"目标任务|任务[及和与]?目标|工作目标及|目标及任务|(?:规模|目标)[及和与]?(?:主要)?内容|内容[及和与](?:规模|目标|要求)|(?:具体|任务|整治|建设|工作|整改)要求"
        ),
    ),
    ("order", re.compile(r"^序号$|^编号$|^No\.?$")),
    ("person", re.compile(r"领导|责任人|负责人|联系人|联络员|电话|联系方式|签字")),
    ("support", re.compile(r"配合|协助|协同|参与单位|参加单位|协办")),
    (
        "lead",
        re.compile(
            r"牵头|主责|^(?:责任|负责|承办|主办|实施|落实|主管|整改|建设)(?:责任)?"
            r"(?:单位|部门|主体|科室|股室|处室|站所|办所|镇街|机构)|^单位名称$|责任分工|职责分工"
        ),
    ),
    ("deadline", re.compile(r"时限|期限|时间|年限|年份|进度|节点")),
    ("binding", re.compile(r"属性|性质|^备注$|指标类型")),
    ("unit", re.compile(r"^(?:计量)?单位$")),
    (
        "baseline",
        re.compile(
            r"基期|现状|基准|20(?:1\d|2[0-4])年(?:末|底)?(?:实际|现状|基期|基准|基数|完成)?(?:值)?$|^2020年?"
        ),
    ),
    ("target", re.compile(r"目标值?|预期值|规划值|指标值|20(?:2[4-9]|3\d)年|预期目标|要求$")),
    ("category", re.compile(r"^(?:类别|类型|领域|分类|指标类别|一级指标|方面|所属)|类[别型]$")),
    ("measure", re.compile(r"指标")),
    ("quantity", re.compile(r"规模|数量")),
    ("other", re.compile(r"投资|资金|（[万亿]元）")),
    ("text", re.compile(r"任务|内容|项目名称|工程名称|事项|措施|项目|工程|举措|工作|名称$")),
    ("other", re.compile(r"年均|累计|增速|增幅|地点|性质|备注|依据|联系人|来源|说明|等级|建设")),
)
_LABEL_MAX = 16
#: Columns whose cells are often joined over several rows.
_JOINED = ("lead", "support", "deadline", "category")


@dataclass(slots=True)
class Cell:
    """A cell with the line it stands on and its words there."""

    text: str
    line: int
    quote: str


@dataclass(slots=True)
class Row:
    """One row: cells by what their columns hold."""

    cells: dict[str, list[Cell]] = field(default_factory=dict)
    plan: int = 0

    def first(self, kind: str) -> Cell | None:
        """The first cell of a kind that is not empty."""
        return next((cell for cell in self.cells.get(kind, []) if cell.text), None)

    def words(self, kind: str) -> str:
        """All words of a kind."""
        return "".join(cell.text for cell in self.cells.get(kind, []))


@dataclass(slots=True)
class Table:
    """The kinds of the columns and the rows."""

    heads: tuple[str, ...]
    rows: list[Row]
    lines: set[int]
    title: str = ""

    @property
    def is_measures(self) -> bool:
        """Whether the table holds indicators."""
        return "measure" in self.heads and ("target" in self.heads)

    @property
    def is_tasks(self) -> bool:
        """Whether the table holds tasks or projects."""
        return "text" in self.heads and not self.is_measures


def head_of(text: str) -> str:
    """Return what a column holds, or nothing when the words are no head of a column."""
    text = text.strip()
    if not text or len(text) > _LABEL_MAX or re.search(r"[。，；]", text):
        return ""
    return next((kind for kind, pattern in _HEADS if pattern.search(text)), "")


def heads_of(labels: list[str]) -> tuple[str, ...]:
    """Return what columns hold; of several years the last is the target, the first the baseline."""
    heads = [head_of(label) for label in labels]
    if any("牵头" in label and head == "lead" for head, label in zip(heads, labels, strict=True)):
        heads = [
            "support" if head == "lead" and "牵头" not in label else head
            for head, label in zip(heads, labels, strict=True)
        ]
    years = [at for at, label in enumerate(labels) if re.search(r"20\d\d年", label) and heads[at]]
    if len(years) > 1 and {heads[at] for at in years} <= {"target", "baseline"}:
        is_baseline = "目标" not in labels[years[0]]
        for at in years:
            heads[at] = "other"
        heads[years[0]], heads[years[-1]] = "baseline" if is_baseline else "other", "target"
    return tuple(heads)


def unread_tables(placed: tuple[Placed, ...], tables: list[Table]) -> list[Placed]:
    """Return heads of tables of indicators whose rows could not be told apart."""
    read = {line for table in tables for line in table.lines}
    found = []
    for item in placed:
        words = item.block.cells or tuple(item.block.parts[0][2].raw.split())
        if 3 <= len(words) <= 12 and item.block.line not in read and len(item.block.text) < 80:
            heads = set(heads_of(list(words)))
            if {"measure", "target"} <= heads:
                found.append(item)
    return found


def find_tables(placed: tuple[Placed, ...]) -> list[Table]:
    """Return the tables of a document in order."""
    found: list[Table] = []
    index = 0
    while index < len(placed):
        if placed[index].block.cells:
            table, index = _with_cells(placed, index)
        elif not placed[index].is_heading and (
            head_of(placed[index].block.text) or _head_line(placed[index])
        ):
            table, after = _cell_by_cell(placed, index)
            if table is None and _head_line(placed[index]):
                table, after = _row_by_row(placed, index)
            index = after if table is not None else index + 1
        else:
            table = None
            index += 1
        if table is not None and table.rows:
            found.append(table)
    return found


def _title(placed: tuple[Placed, ...], index: int) -> str:
    return "".join(
        p.block.text for p in placed[max(0, index - 2) : index] if len(p.block.text) < 50
    )


def _with_cells(placed: tuple[Placed, ...], index: int) -> tuple[Table | None, int]:
    begin = index
    rows: list[Placed] = []
    while index < len(placed):
        if placed[index].block.cells:
            rows.append(placed[index])
        elif not _is_group(placed, index, rows[0]):
            break
        index += 1
    for at, row in enumerate(rows[:4]):  # noqa: B007 used below
        heads = heads_of(list(row.block.cells))
        if (
            sum(bool(h) for h in heads) >= 2
            and len(heads) >= 2
            and {"measure", "text"} & set(heads)
        ):
            break
    else:
        return None, index
    lower = rows[at + 1].block.cells if at + 1 < len(rows) else ()
    if _is_lower_head(rows[at].block.cells, lower):
        heads, at = heads_of(_labels(rows[at].block.cells, lower)), at + 1
    table = Table(heads, [], {row.block.line for row in rows}, _title(placed, begin))
    above: dict[int, str] = {}
    for row in rows[at + 1 :]:
        cells = row.block.cells
        if len(cells) != len(heads):
            continue
        found = Row(plan=row.plan)
        raw = row.block.parts[0][2].raw
        led = any(text for kind, text in zip(heads, cells, strict=True) if kind == "lead")
        for column, (kind, text) in enumerate(zip(heads, cells, strict=True)):
            if not text and kind in _JOINED and (kind != "support" or not led):
                text = above.get(column, "")  # cells joined downwards
            elif text:
                above[column] = text
            found.cells.setdefault(kind or "other", []).append(
                Cell(text, row.block.line, in_raw(text, raw))
            )
        table.rows.append(found)
    return table, index


def _is_lower_head(upper: tuple[str, ...], lower: tuple[str, ...]) -> bool:
    """A head of two rows: “数值” above “2025年” and “2030年”, the other labels joined downwards."""
    if len(upper) != len(lower):
        return False
    new = [low for up, low in zip(upper, lower, strict=True) if low and low != up]
    return bool(new) and len(new) < len(lower) and all(map(head_of, new))


def _labels(upper: tuple[str, ...], lower: tuple[str, ...]) -> list[str]:
    """The labels of a head of two rows; “目标值” reaches over the empty cells behind it."""
    found, over = [], ""
    for up, low in zip(upper, lower, strict=True):
        over = up or over
        is_goal = "目标" in over and low and low != up
        found.append(f"{low}{over}" if is_goal else low or up)
    return found


def _is_group(placed: tuple[Placed, ...], index: int, first: Placed) -> bool:
    """“（二）监测预警” right across a table: short lines between rows of one width."""
    for item in placed[index : index + 4]:
        after = item.block.cells
        if after:
            return len(after) == len(first.block.cells) and not all(map(head_of, after))
        if len(item.block.text) > 40 or re.search(r"[。；：]|^注", item.block.text):
            return False
    return False


def in_raw(text: str, raw: str) -> str:
    """Return the words of a cell as the line has them, where they can be found."""
    if text in raw:
        return text
    pattern = r"\s*".join(re.escape(c) if c not in "，（）：；“”%<>" else "." for c in text[:120])
    found = re.search(pattern, raw) if text else None
    return found.group() if found else text


def _head_line(item: Placed) -> bool:
    words = item.block.parts[0][2].raw.split()
    return len(words) >= 3 and sum(bool(head_of(word)) for word in words) >= 3 and len(words) <= 12


def _row_by_row(placed: tuple[Placed, ...], index: int) -> tuple[Table | None, int]:
    """Rows whose cells only blanks part: “1 死亡人数 下降15% 约束性”."""
    words = placed[index].block.parts[0][2].raw.split()
    heads = tuple(head or "other" for head in heads_of(words))
    table = Table(heads, [], {placed[index].block.line}, _title(placed, index))
    index += 1
    while index < len(placed):
        item = placed[index]
        raw = item.block.parts[0][2].raw
        words = re.split(r"\s{2,}|\t", raw.strip())
        words = words if len(words) == len(heads) else raw.split()
        if _is_title_row(placed, index, len(heads)):
            table.lines.add(item.block.line)
            index += 1
            continue
        if len(item.block.parts) > 1 or not 2 <= len(words) <= 14 or "。" in item.block.text:
            break
        if len(words) < len(heads) - 1 and not (len(words) > 1 and re.match(r"\d", words[0])):
            break
        row = _fit(words, heads, item)
        if row is None:
            break
        table.rows.append(row)
        table.lines.add(item.block.line)
        index += 1
    return (table if table.rows else None), index


def _is_title_row(placed: tuple[Placed, ...], index: int, width: int) -> bool:
    """“二、 推进灾害治理” between rows that only blanks part."""
    text = placed[index].block.text
    below = placed[index + 1].block.parts[0][2].raw.split() if index + 1 < len(placed) else []
    is_short = len(text) <= 24 and not re.search(r"[。，；：\d]", text)
    return is_short and placed[index].rank > 0 and len(below) >= width - 1 and below[0].isdigit()


def _fit(words: list[str], heads: tuple[str, ...], item: Placed) -> Row | None:
    line = item.block.line
    cells = [Cell(word, line, word) for word in words]
    return _by_position(cells, heads, item.plan) or _by_nature(cells, heads, item.plan)


def _cell_by_cell(placed: tuple[Placed, ...], index: int) -> tuple[Table | None, int]:
    labels: list[str] = []
    at = index
    while at < len(placed) and at - index < 14:
        item = placed[at]
        text = item.block.text
        kind = head_of(text)
        if not kind or item.block.cells or len(item.block.parts) > 1:
            break
        if not re.fullmatch(r"（[^（）]*）", text):
            labels.append(text)
        at += 1
    heads = heads_of(labels)
    kinds = set(heads)
    if len(heads) < 3 or not kinds & {"measure", "text"}:
        return None, index + 1
    if "order" not in kinds:
        return _in_portions(placed, index, at, heads)
    table = Table(heads, [], {p.block.line for p in placed[index:at]}, _title(placed, index))
    expected = 1
    cells: list[Cell] = []
    while at < len(placed):
        item = placed[at]
        text = item.block.text
        is_complete = not cells or len(cells) >= len(heads) - 2
        if text == str(expected) and is_complete:
            _close(table, cells, item.plan)
            cells = []
            expected += 1
        elif _ends_table(item, cells, table):
            break
        elif expected > 1:
            cells += [
                Cell(line.text, number, line.quote(0, len(line.text)))
                for _begin, number, line in item.block.parts
            ]
        else:
            break
        for _begin, number, _line in item.block.parts:
            table.lines.add(number)
        at += 1
    _close(table, cells, placed[min(at, len(placed) - 1)].plan)
    return (table if table.rows else None), at


def _in_portions(
    placed: tuple[Placed, ...], index: int, begin: int, heads: tuple[str, ...]
) -> tuple[Table | None, int]:
    """A table without row numbers: as many cells to a row as the head has."""
    table = Table(heads, [], {p.block.line for p in placed[index:begin]}, _title(placed, index))
    at = begin
    while at + len(heads) <= len(placed):
        portion = placed[at : at + len(heads)]
        if any(_ends_table(item, [], table) or len(item.block.parts) > 1 for item in portion):
            break
        cells = [
            Cell(item.block.text, item.block.line, item.block.parts[0][2].raw.strip())
            for item in portion
        ]
        row = _by_position(cells, heads, portion[0].plan)
        if row is None:
            break
        table.rows.append(row)
        table.lines |= {item.block.line for item in portion}
        at += len(heads)
    return (table, at) if len(table.rows) > 1 else (None, index + 1)


def _ends_table(item: Placed, cells: list[Cell], table: Table) -> bool:
    text = item.block.text
    if text.endswith("：") or re.match(r"备注|说明|附注|附件", text):
        return True
    if item.rank and item.rank <= 30 or item.rank in (55, 58) or item.block.cells:
        return True
    is_last = len(cells) >= len(table.heads) - 1
    if table.is_measures:
        return len(text) > 60 or (is_last and len(text) > 24) or "。" in text
    return item.block.style > 0


def _close(table: Table, cells: list[Cell], plan: int) -> None:
    if not cells:
        return
    heads = tuple(head for head in table.heads if head != "order")
    row = _by_position(cells, heads, plan) if len(cells) == len(heads) else None
    row = row or _by_nature(cells, heads, plan)
    if row is not None:
        table.rows.append(row)


def _by_position(cells: list[Cell], heads: tuple[str, ...], plan: int) -> Row | None:
    if len(cells) != len(heads):
        return None
    row = Row(plan=plan)
    for kind, cell in zip(heads, cells, strict=True):
        row.cells.setdefault(kind, []).append(cell)
    time = row.first("deadline")
    if time is not None and not re.search(r"[年月日季]|长期|持续|常态|全程", time.text):
        return None
    measure, target = row.first("measure"), row.first("target")
    if "measure" in heads and (measure is None or target is None or not _is_value(target.text)):
        return None
    return row


def _by_nature(cells: list[Cell], heads: tuple[str, ...], plan: int) -> Row | None:
    """Tell cells apart by what they look like, for rows with joined or broken cells."""
    row = Row(plan=plan)
    rest = [cell for cell in cells if not re.fullmatch(r"\d{1,2}", cell.text) or cell is cells[-1]]
    if "measure" in heads:
        rest = list(cells)
        if rest and re.fullmatch(r"\d{1,2}", rest[0].text) and len(rest) > 2 and "order" in heads:
            rest = rest[1:]
        if rest and re.search(r"约束|预期", rest[-1].text) and len(rest[-1].text) < 8:
            row.cells["binding"] = [rest.pop()]
        if not rest or not _is_value(rest[-1].text):
            return None
        row.cells["target"] = [rest.pop()]
        if "baseline" in heads and rest and _is_value(rest[-1].text):
            row.cells["baseline"] = [rest.pop()]
        if "unit" in heads and rest and len(rest[-1].text) <= 8 and len(rest) > 1:
            row.cells["unit"] = [rest.pop()]
        if "category" in heads and len(rest) > 1 and len(rest[0].text) <= 8:
            row.cells["category"] = [rest.pop(0)]
        row.cells["measure"] = rest
        return row if rest else None
    for cell in rest:
        kind = _nature(cell.text, row)
        if kind in heads or kind == "text":
            row.cells.setdefault(kind, []).append(cell)
        else:
            row.cells.setdefault("other", []).append(cell)
    return row if row.first("text") else None


def _nature(text: str, row: Row) -> str:
    if re.search(r"20\d\d年|年底|月底|长期", text) and len(text) < 24:
        return "deadline"
    if not row.cells.get("text"):
        return "text"
    return "quantity" if re.search(r"\d+(?:\.\d+)?(?:万|亿)", text) and len(text) < 20 else "other"


def _is_value(text: str) -> bool:
    return len(text) <= 30 and (
        re.search(r"[\d%‰零]|[一二三四五六七八九十]成", text) is not None
        or re.search(
            r"全覆盖|杜绝|不发生|持续下降|只降不升|逐年|稳定|应[建保]尽|下降|提升|完成|达标|建成|实现",
            text,
        )
        is not None
    )
