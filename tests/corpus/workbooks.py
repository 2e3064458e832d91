"""The files of the corpus: each function returns a file name and the bytes of a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from anlan.supervision.enterprises.tests.factories import VILLAGE, credit_code

Upload = tuple[str, bytes]
HEADER = [
    "统一社会信用代码",
    "企业名称",
    "所属行业",
    "区划代码",
    "从业人数",
    "成立日期",
    "经度",
    "纬度",
]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8"?>'


def row(serial: int, **changes: Any) -> list[Any]:
    """A right row with some cells changed."""
    cells = {
        "uscc": credit_code(serial),
        "name": f"演示龙游进口{serial}厂",
        "sector": "有机化学原料制造",
        "region": VILLAGE,
        "employees": 30,
        "established": "2008-05-20",
        "x": None,
        "y": None,
    }
    return list({**cells, **changes}.values())


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def table(*rows: Iterable[Any], name: str = "表.xlsx") -> Upload:
    """A workbook with these rows in its first sheet."""
    book = Workbook()
    for cells in rows:
        book.active.append(list(cells))
    return name, saved(book)


def with_rows(*rows: Iterable[Any]) -> Callable[[], Upload]:
    """A workbook with the usual headings and these rows."""
    return lambda: table(HEADER, *rows)


def parts(
    sheet: str,
    *,
    strings: str = "",
    workbook: str = "",
    more: dict[str, bytes] | None = None,
    types: str = "",
) -> bytes:
    """A workbook written by hand, part by part."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f"{types}</Types>",
        )
        archive.writestr(
            "xl/workbook.xml",
            workbook
            or f'{XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{XML}<Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/s.xml"/>'
            f'<Relationship Id="rId2" Type="{_RELATIONS}/sharedStrings" Target="strings.xml"/>'
            "</Relationships>",
        )
        archive.writestr("xl/worksheets/s.xml", sheet)
        if strings:
            archive.writestr("xl/strings.xml", strings)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def sheet_of(*rows: list[Any], before: str = "", after: str = "") -> str:
    """A sheet as XML; a cell given as ``<…`` is taken as it is."""
    lines = []
    for cells in rows:
        found = [
            str(c) if str(c).startswith("<c") else f'<c t="inlineStr"><is><t>{c}</t></is></c>'
            for c in cells
            if c is not None
        ]
        lines.append(f"<row>{''.join(found)}</row>")
    return (
        f'{XML}<worksheet xmlns="{_MAIN}">{before}<sheetData>{"".join(lines)}</sheetData>{after}'
        "</worksheet>"
    )


# Files that are not read --------------------------------------------------


def empty() -> Upload:
    """Nothing at all."""
    return "空.xlsx", b""


def png_renamed() -> Upload:
    """A picture with the name of a workbook."""
    return "照片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)


def pdf_renamed() -> Upload:
    """A PDF with the name of a CSV file."""
    return "扫描.csv", b"%PDF-1.7\n" + b"x" * 200


def truncated() -> Upload:
    """A download that broke off."""
    name, content = table(HEADER, row(1))
    return name, content[: len(content) // 2]


def damaged() -> Upload:
    """Some bytes of the sheet are wrong."""
    content = bytearray(parts(sheet_of(HEADER, *(row(n) for n in range(1, 60)))))
    middle = content.index(b"xl/worksheets/s.xml") + 120
    content[middle : middle + 40] = bytes(40)
    return "坏.xlsx", bytes(content)


def broken_xml() -> Upload:
    """XML that ends in the middle."""
    return "断.xlsx", parts(sheet_of(HEADER, row(1))[:-80])


def bomb_in_the_sheet() -> Upload:
    """A sheet that unpacks to 200 MB of spaces."""
    filler = " " * (200 * 2**20)
    return "炸弹.xlsx", parts(sheet_of(HEADER, row(1), before=filler))


def bomb_in_the_strings() -> Upload:
    """Shared strings that unpack to 120 MB."""
    strings = f'{XML}<sst xmlns="{_MAIN}">' + "<si><t>甲</t></si>" * 6_000_000 + "</sst>"
    return "字符串炸弹.xlsx", parts(sheet_of(HEADER, row(1)), strings=strings)


def bomb_of_depth() -> Upload:
    """Elements inside elements inside elements."""
    return "套娃.xlsx", parts(sheet_of(HEADER, before="<a>" * 5000 + "</a>" * 5000))


def bomb_of_parts() -> Upload:
    """Thousands of parts."""
    more = {f"xl/media/{n}.bin": b"" for n in range(2500)}
    return "零件.xlsx", parts(sheet_of(HEADER, row(1)), more=more)


def billion_laughs() -> Upload:
    """Entities that double and double."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE x [<!ENTITY l0 "哈">{entities}]>'
    sheet = sheet_of(HEADER, row(1, name="&l9;")).replace(XML, XML + declared)
    return "大笑.xlsx", parts(sheet)


def external_entity() -> Upload:
    """An entity that points to a file of the server."""
    declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    sheet = sheet_of(HEADER, row(1, name="&e;")).replace(XML, XML + declared)
    return "外部实体.xlsx", parts(sheet)


def macros() -> Upload:
    """A workbook with a macro project."""
    more = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
    return "宏.xlsm", parts(sheet_of(HEADER, row(1)), more=more)


def macros_renamed() -> Upload:
    """A workbook that only its types give away."""
    types = (
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    )
    return "表.xlsx", parts(sheet_of(HEADER, row(1)), types=types)


def old_excel() -> Upload:
    """A workbook of Excel 97–2003."""
    return "旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 20


def protected() -> Upload:
    """A workbook that asks for a password."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return "加密.xlsx", head + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


def open_document() -> Upload:
    """A table of LibreOffice."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return "表.ods", target.getvalue()


def binary_workbook() -> Upload:
    """An .xlsb file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.bin", b"x")
    return "表.xlsb", target.getvalue()


def word_document() -> Upload:
    """A Word document with the name of a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    return "名单.xlsx", target.getvalue()


def web_page() -> Upload:
    """What some systems export as .xls."""
    page = f"<html><body><table><tr><td>{HEADER[0]}</td></tr></table></body></html>"
    return "导出.xls", page.encode()


def only_headings() -> Upload:
    """Headings and no row."""
    return table(HEADER)


def only_blank() -> Upload:
    """A workbook nobody filled in."""
    return table([None], [" "])


def hidden_sheet_only() -> Upload:
    """The rows stand in a hidden sheet."""
    book = Workbook()
    book.active.title = "封面"
    hidden = book.create_sheet("数据")
    hidden.append(HEADER)
    hidden.append(row(1))
    hidden.sheet_state = "hidden"
    return "隐藏.xlsx", saved(book)


def chart_sheet_only() -> Upload:
    """A chart and nothing else."""
    book = Workbook()
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("图").add_chart(chart)
    return "图表.xlsx", saved(book)


def too_many_rows() -> Upload:
    """Two hundred thousand rows."""
    lines = ["<row><c><v>1</v></c><c><v>2</v></c></row>"] * 200_000
    sheet = f'{XML}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    return "二十万行.xlsx", parts(sheet)


def too_many_lines() -> Upload:
    """A CSV file over the limit."""
    return "长.csv", ("名称,电话\n" + "演示企业,1\n" * 60_000).encode()


def too_large() -> Upload:
    """More bytes than a table needs."""
    return "大.csv", b"a,b\n" + b"x" * (21 * 2**20)


def broken_quotes() -> Upload:
    """A quotation mark that is never closed."""
    return "引号.csv", (",".join(HEADER) + '\n"91330825,演示厂\n' + "x,y\n" * 50).encode()


def unknown_encoding() -> Upload:
    """Bytes that are neither UTF-8 nor GB18030."""
    return "编码.csv", b"\xff\xff\xfe\x81\x20\xff,\xff\n" * 50


# Files that are read, with a problem --------------------------------------------------


def no_heading() -> Upload:
    """The rows begin at once."""
    return table(row(1), row(2))


def formula_without_value() -> Upload:
    """A formula that no program has calculated."""
    cell = '<c t="str"><f>A1&amp;"厂"</f></c>'
    return "公式.xlsx", parts(sheet_of(HEADER, row(1, name=cell)))


def stale_error() -> Upload:
    """A formula whose stored value is an error."""
    cell = '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    return "错误值.xlsx", parts(sheet_of(HEADER, row(1, employees=cell)))


def control_characters() -> Upload:
    """A name of control characters only."""
    cells = row(1, name="_x0000__x0001__x200B_")
    return "控制符.xlsx", parts(sheet_of(HEADER, cells))


def day_of_1900(serial: str) -> Callable[[], Upload]:
    """A number of a day from the beginning of Excel's calendar."""

    def make() -> Upload:
        book = Workbook()
        book.active.append(HEADER)
        book.active.append(row(1, established=float(serial)))
        book.active["F2"].number_format = "yyyy-mm-dd"
        return "一九零零.xlsx", saved(book)

    return make


def excel_number(text: str) -> Callable[[], Upload]:
    """A number that is none."""
    return lambda: (
        "数.xlsx",
        parts(sheet_of(HEADER, row(1, employees=f"<c><v>{text}</v></c>"))),
    )


# Files that look bad and are fine --------------------------------------------------


def title_and_merged_headings() -> Upload:
    """A title, headings in two merged rows, a merged sector, totals, a note, a repeated heading."""
    book = Workbook()
    sheet = book.active
    sheet.append(["演示县工贸企业基本情况统计表"])
    sheet.merge_cells("A1:G1")
    sheet.append(["填报单位：演示局"])
    sheet.append(["序号", "企业基本信息", None, None, "所属行业", "从业人数（人）", "备注"])
    sheet.append([None, "统一社会信用代码", "企业名称", "区划代码", None, None, None])
    for cells in ("A3:A4", "B3:D3", "E3:E4", "F3:F4", "G3:G4"):
        sheet.merge_cells(cells)
    for number in (1, 2, 3):
        found = row(number)
        sector = found[2] if number == 1 else None
        sheet.append([number, found[0], found[1], found[3], sector, "３０人", None])
    sheet.merge_cells("E5:E7")
    sheet.append([None, "小计", None, None, None, 90, None])
    sheet.append(["序号", "统一社会信用代码", "企业名称", "区划代码", "所属行业", "从业人数（人）"])
    found = row(4)
    sheet.append([4, found[0], found[1], found[3], found[2], "30", None])
    sheet.append([5])
    sheet.append(["合计", None, None, None, None, 120, None])
    sheet.append(["注：本表由演示局填报，数据截至2026年10月底。"])
    return "统计表.xlsx", saved(book)


def counted_from_1904() -> Upload:
    """A workbook of an old Macintosh."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEADER)
    book.active.append(row(1, established=date(2008, 5, 20)))
    return "一九零四.xlsx", saved(book)


def rare_characters() -> Upload:
    """Characters outside the basic plane, and a picture character."""
    return table(HEADER, row(1, name="演示𠮷野㙟𫖯化工厂😀"))


def huge_dimension() -> Upload:
    """A sheet that says it fills every cell there is."""
    claim = '<dimension ref="A1:XFD1048576"/>'
    far = '<c r="XFD2" t="inlineStr"><is><t>远</t></is></c>'
    return "维度.xlsx", parts(sheet_of(HEADER, [*row(1), far], before=claim))


def external_links() -> Upload:
    """A workbook that points to another, and to a server."""
    more = {"xl/externalLinks/externalLink1.xml": b"<x/>"}
    after = '<hyperlinks><hyperlink ref="A2" display="\\\\evil\\share"/></hyperlinks>'
    return "链接.xlsx", parts(sheet_of(HEADER, row(1), after=after), more=more)


def cached_formula() -> Upload:
    """A formula with the value that Excel stored."""
    cell = '<c t="str"><f>CONCATENATE("演示","厂")</f><v>演示厂</v></c>'
    return "公式值.xlsx", parts(sheet_of(HEADER, row(1, name=cell)))


def numbers_as_text() -> Upload:
    """Numbers, days and codes as text with spaces and full-width digits."""
    code = credit_code(1)
    cells = row(
        1,
        uscc=f" {code[:8].lower()} {code[8:].lower()} ",
        employees="１２０人",
        established="2008．5．20",
        x="119.172°",
        y="29.028°",
    )
    return table(HEADER, cells)


def text_csv(encoding: str, separator: str = ",", ends: str = "\r\n") -> Callable[[], Upload]:
    """A CSV file as some program writes it."""

    def make() -> Upload:
        lines = [HEADER, row(1), row(2)]
        text = "".join(
            separator.join("" if c is None else str(c) for c in cells) + ends for cells in lines
        )
        return "表.csv", text.encode(encoding)

    return make


def mixed_ends() -> Upload:
    """Three kinds of line ends in one file."""
    lines = [",".join("" if c is None else str(c) for c in cells) for cells in (HEADER, row(1))]
    return "混合.csv", f"{lines[0]}\r\n\r\n{lines[1]}\n\r".encode()


def heading_twice() -> Upload:
    """A heading that stands there twice: the first counts, and it is told."""
    return table([*HEADER, "企业名称"], [*row(1), "另一名称"])


REFUSED: dict[str, Callable[[], Upload]] = {
    f.__name__: f
    for f in (
        empty, png_renamed, pdf_renamed, truncated, damaged, broken_xml, bomb_in_the_sheet,
        bomb_in_the_strings, bomb_of_depth, bomb_of_parts, billion_laughs, external_entity, macros,
        macros_renamed, old_excel, protected, open_document, binary_workbook, word_document,
        web_page, only_headings, only_blank, hidden_sheet_only, chart_sheet_only, too_many_rows,
        too_many_lines, too_large, broken_quotes, unknown_encoding,
    )
}  # fmt: skip

#: File, and the kind and column of the problem that must be told.
WRONG: dict[str, tuple[Callable[[], Upload], str, str]] = {
    "formula_without_value": (formula_without_value, "formula", "name"),
    "formula_as_text": (with_rows(row(1, name="'=cmd|' /C calc'!A0")), "formula", "name"),
    "formula_with_plus": (with_rows(row(1, name="+HYPERLINK(1)")), "formula", "name"),
    "formula_with_minus": (with_rows(row(1, name="-2+3+cmd|' /C calc'!A0")), "formula", "name"),
    "formula_with_at": (with_rows(row(1, name="@SUM(1)")), "formula", "name"),
    "stale_error": (stale_error, "excel_error", "employees"),
    "control_characters": (control_characters, "empty", "name"),
    "wrong_credit_code": (with_rows(row(1, uscc="91330825MA00000000")), "code", "uscc"),
    "letter_o_for_zero": (
        with_rows(row(1, uscc=credit_code(1).replace("0", "O"))), "code", "uscc"
    ),
    "shortened_code": (with_rows(row(1, uscc="9.13308E+17")), "shortened", "uscc"),
    "registration_number": (with_rows(row(1, uscc="330825000012345")), "old_code", "uscc"),
    "organisation_code": (with_rows(row(1, uscc="MA2000011")), "old_code", "uscc"),
    "short_code": (with_rows(row(1, uscc="9133")), "code", "uscc"),
    "duplicated_key": (with_rows(row(1), row(1, name="演示另一厂")), "duplicate", ""),
    "the_same_row_again": (with_rows(row(1), row(1)), "repeated", ""),
    "unknown_sector": (with_rows(row(1, sector="不存在的东西")), "unknown", "sector"),
    "nearly_a_village": (with_rows(row(1, region="演示村庄")), "unknown", "region_code"),
    "region_of_nowhere": (with_rows(row(1, region="999999999999")), "unknown", "region_code"),
    "columns_swapped": (
        with_rows(row(1, uscc="演示龙游甲厂", name=credit_code(1))), "swapped", "uscc"
    ),
    "coordinates_swapped": (with_rows(row(1, x=29.028, y=119.172)), "swapped", "longitude"),
    "half_a_place": (with_rows(row(1, x=119.172)), "place", "latitude"),
    "text_too_long": (with_rows(row(1, name="长" * 201)), "long", "name"),
    "text_far_too_long": (with_rows(row(1, name="长" * 30_000)), "long", "name"),
    "negative_employees": (with_rows(row(1, employees=-5)), "range", "employees"),
    "about_a_hundred": (with_rows(row(1, employees="约100余人")), "number", "employees"),
    "words_for_a_number": (with_rows(row(1, employees="三十")), "number", "employees"),
    "nothing_in_words": (with_rows(row(1, employees="暂无")), "empty_word", "employees"),
    "not_a_number": (excel_number("NaN"), "empty_word", "employees"),
    "infinite": (excel_number("1E999"), "number", "employees"),
    "day_in_the_future": (with_rows(row(1, established="2999-01-01")), "range", "established_on"),
    "day_that_never_was": (day_of_1900("60"), "date", "established_on"),
    "day_zero": (day_of_1900("0"), "date", "established_on"),
    "day_of_1900": (day_of_1900("31"), "range", "established_on"),
    "negative_day": (day_of_1900("-5"), "date", "established_on"),
    "month_only": (with_rows(row(1, established="2024年3月")), "date", "established_on"),
    "number_of_a_day": (with_rows(row(1, established="45356")), "date", "established_on"),
    "two_days_possible": (with_rows(row(1, established="03/05/2024")), "date", "established_on"),
    "thirtieth_of_february": (
        with_rows(row(1, established="2024-02-30")), "date", "established_on"
    ),
}  # fmt: skip

MESSY: dict[str, Callable[[], Upload]] = {
    f.__name__: f
    for f in (
        title_and_merged_headings, counted_from_1904, rare_characters, huge_dimension,
        external_links, cached_formula, numbers_as_text, mixed_ends, heading_twice,
    )
}  # fmt: skip
MESSY |= {
    "csv_gb18030": text_csv("gb18030"),
    "csv_utf8_with_mark": text_csv("utf-8-sig", ";"),
    "csv_utf16": text_csv("utf-16", "\t", "\n"),
    "csv_full_width_commas": text_csv("utf-8", "，"),
}
