"""Paper in the form of GB/T 9704-2012 党政机关公文格式, from which Word templates are built.

The measures are the standard's: A4, top margin 37 mm, left margin 28 mm, type area
156 × 225 mm (5.2.1–5.2.2); 22 lines of 28 characters a page in size-three 仿宋 (5.2.3); the
issuer's name in red 小标宋 (7.2.4); number on the left and signatory on the right for papers to a
superior (7.2.5–7.2.6); a red line as wide as the type area (7.2.7); title in size-two 小标宋
(7.3.1); 黑体, 楷体 for the first two orders of headings (7.3.3); page number between dashes in
size-four 宋体, outside (7.5). The
clause numbers are quoted from memory of the standard, not from its text.

Fonts that a machine lacks fall back by the font table: 仿宋_GB2312 → 仿宋, 小标宋 → 宋体.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

#: Chinese type sizes in points.
SIZE_ONE, SIZE_TWO, SIZE_THREE, SIZE_FOUR, SIZE_FIVE = 26.0, 22.0, 16.0, 14.0, 10.5
#: 225 mm over 22 lines.
LINE_PT = 28.95
RED = RGBColor(0xFF, 0x00, 0x00)

BODY = "仿宋_GB2312"
TITLE = "方正小标宋简体"
HEAVY = "黑体"
SCRIPT = "楷体_GB2312"
DIGITS = "Times New Roman"
#: Name → what to use where it is not installed.
FALLBACKS = {BODY: "仿宋", TITLE: "宋体", HEAVY: "SimHei", SCRIPT: "楷体", "宋体": "SimSun"}


class OfficialPaper:
    """Builds one template paragraph by paragraph; every tag stands whole in one run."""

    def __init__(self) -> None:
        self.document: WordDocument = Document()
        self._clear()
        section = self.document.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(25)
        self._base_style()
        self._font_table()
        self._page_numbers()

    # The parts of an official paper, in their order ------------------------------------------

    def masthead(self, *, issuer: str, number: str, signatory: str = "") -> None:
        """Issuer in red, number, signatory for papers to a superior, the red line (7.2)."""
        head = self._paragraph(align="center", after_pt=LINE_PT * 1.2, exact=False)
        head.paragraph_format.space_before = Pt(20)
        self._run(head, issuer, font=TITLE, size=42, colour=RED)
        line = self._paragraph(exact=True)
        if signatory:
            line.paragraph_format.left_indent = Pt(SIZE_THREE)
            line.paragraph_format.right_indent = Pt(SIZE_THREE)
            line.paragraph_format.tab_stops.add_tab_stop(Mm(150), _right_tab())
            self._run(line, number)
            self._run(line, "\t签发人：")
            self._run(line, signatory, font=SCRIPT)
        else:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._run(line, number)
        self._rule(line, colour="FF0000", eighths=18, space_pt=10)

    def title(self, text: str) -> None:
        """The title, two lines below the red line (7.3.1)."""
        paragraph = self._paragraph(align="center", exact=False)
        paragraph.paragraph_format.space_before = Pt(LINE_PT * 1.6)
        paragraph.paragraph_format.space_after = Pt(LINE_PT * 0.9)
        paragraph.paragraph_format.line_spacing = Pt(36)
        self._run(paragraph, text, font=TITLE, size=SIZE_TWO)

    def addressee(self, text: str) -> None:
        """Whom the paper is sent to, from the margin (7.3.2)."""
        self._run(self._paragraph(exact=True), text)

    def body(self, text: str) -> None:
        """A paragraph of the text, two characters in (7.3.3)."""
        self._run(self._indented(), text)

    def heading(self, text: str) -> None:
        """A heading of the first order: 一、 in 黑体."""
        self._run(self._indented(keep=True), text, font=HEAVY)

    def subheading(self, text: str) -> None:
        """A heading of the second order: （一） in 楷体."""
        self._run(self._indented(keep=True), text, font=SCRIPT)

    def control(self, tag: str) -> None:
        """A paragraph that only steers the filling: ``{%p for … %}``; it vanishes."""
        self._run(self._paragraph(exact=True), tag)

    def signature(self, *, issuer: str, date: str) -> None:
        """Issuer and date at the right, date four characters in (7.3.5)."""
        for index, text in enumerate((issuer, date)):
            line = self._paragraph(align="right", exact=True)
            line.paragraph_format.right_indent = Pt(SIZE_THREE * (2 if index == 0 else 4))
            line.paragraph_format.keep_with_next = index == 0
            if index == 0:
                line.paragraph_format.space_before = Pt(LINE_PT)
            self._run(line, text)

    def remark(self, text: str) -> None:
        """A remark in brackets below the date (7.3.6)."""
        self._run(self._indented(), text)

    def imprint(self, *, copies: str, printed: str) -> None:
        """Copies and printing, in size four between lines (7.4)."""
        spacer = self._paragraph(exact=True)
        spacer.paragraph_format.space_before = Pt(LINE_PT * 0.5)
        for index, text in enumerate((copies, printed)):
            line = self._paragraph(exact=False)
            line.paragraph_format.line_spacing = Pt(24)
            line.paragraph_format.left_indent = Pt(SIZE_FOUR)
            line.paragraph_format.right_indent = Pt(SIZE_FOUR)
            line.paragraph_format.keep_together = True
            line.paragraph_format.keep_with_next = index == 0
            self._run(line, text, size=SIZE_FOUR)
            border = self._rule(line, colour="000000", eighths=8, space_pt=3)
            if index == 0:
                border.insert(0, _border("top", "000000", 8, 3))

    def table(self, heads: list[str], cells: list[str], widths_mm: list[float], loop: str) -> None:
        """A ruled table whose one row repeats: ``loop`` is ``entry in entries``."""
        grid = self.document.add_table(rows=4, cols=len(heads))
        grid.style = "Table Grid"
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        grid.autofit = False
        for column, (head, cell, width) in enumerate(zip(heads, cells, widths_mm, strict=True)):
            grid.columns[column].width = Mm(width)
            texts = (head, "{%tr for " + loop + " %}" if column == 0 else "", cell, "")
            for row, text in enumerate(texts):
                box = grid.cell(row, column)
                box.width = Mm(width)
                paragraph = box.paragraphs[0]
                paragraph.paragraph_format.line_spacing = Pt(20)
                paragraph.alignment = (
                    WD_ALIGN_PARAGRAPH.CENTER if row == 0 else WD_ALIGN_PARAGRAPH.LEFT
                )
                self._run(paragraph, text, font=HEAVY if row == 0 else BODY, size=12)
        self._run(grid.cell(3, 0).paragraphs[0], "{%tr endfor %}", size=12)
        header = grid.rows[0]._tr.get_or_add_trPr()
        header.append(OxmlElement("w:tblHeader"))
        for row in grid.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        self._paragraph(exact=False).paragraph_format.line_spacing = Pt(8)

    def save(self, path: Path) -> None:
        """Write the template."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.document.save(str(path))

    # Making -------------------------------------------------------------------------------------

    def _clear(self) -> None:
        for child in list(self.document.element.body):
            if child.tag != qn("w:sectPr"):
                self.document.element.body.remove(child)

    def _base_style(self) -> None:
        style = self.document.styles["Normal"]
        style.font.size = Pt(SIZE_THREE)
        _fonts(style.element.get_or_add_rPr(), BODY)
        style.paragraph_format.space_after = Pt(0)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
        style.element.get_or_add_rPr().append(language)
        properties = self.document.core_properties
        properties.author = properties.last_modified_by = "安澜"
        properties.title = properties.comments = ""

    def _font_table(self) -> None:
        """Tell readers what to use for fonts they lack."""
        entries = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
            '<w:family w:val="auto"/></w:font>'
            for name, other in FALLBACKS.items()
        )
        xml = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"{entries}</w:fonts>"
        ).encode()
        package = self.document.part.package
        for relation in self.document.part.rels.values():
            if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
                relation.target_part._blob = xml
                return
        part = Part(
            PackURI("/word/fontTable.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml",
            xml,
            package,
        )
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)

    def _page_numbers(self) -> None:
        """— 1 —, outside: right on odd pages, left on even ones (7.5)."""
        self.document.settings.odd_and_even_pages_header_footer = True
        section = self.document.sections[0]
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
            if align == "right":
                paragraph.paragraph_format.right_indent = Pt(SIZE_FOUR)
            else:
                paragraph.paragraph_format.left_indent = Pt(SIZE_FOUR)
            self._run(paragraph, "— ", font="宋体", size=SIZE_FOUR)
            self._field(paragraph, "PAGE")
            self._run(paragraph, " —", font="宋体", size=SIZE_FOUR)

    def _field(self, paragraph: Paragraph, code: str) -> None:
        for kind in ("begin", None, "end"):
            run = self._run(paragraph, "", font="宋体", size=SIZE_FOUR)
            if kind is None:
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {code} "
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            run._r.append(element)

    def _paragraph(self, *, align: str = "", exact: bool = True, after_pt: float = 0) -> Paragraph:
        paragraph = self.document.add_paragraph()
        if align:
            paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        layout = paragraph.paragraph_format
        layout.space_before, layout.space_after = Pt(0), Pt(after_pt)
        if exact:
            layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            layout.line_spacing = Pt(LINE_PT)
        return paragraph

    def _indented(self, *, keep: bool = False) -> Paragraph:
        paragraph = self._paragraph(align="justify")
        paragraph.paragraph_format.first_line_indent = Pt(SIZE_THREE * 2)
        paragraph.paragraph_format.keep_with_next = keep
        indent = paragraph._p.get_or_add_pPr().find(qn("w:ind"))
        indent.set(qn("w:firstLineChars"), "200")
        # Long codes may break anywhere; else one of them stretches the line before it.
        wrap = OxmlElement("w:wordWrap")
        wrap.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().find(qn("w:spacing")).addprevious(wrap)
        return paragraph

    def _run(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        font: str = BODY,
        size: float = SIZE_THREE,
        colour: RGBColor | None = None,
    ) -> Any:
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        _fonts(run._r.get_or_add_rPr(), font)
        if colour is not None:
            run.font.color.rgb = colour
        return run

    def _rule(self, paragraph: Paragraph, *, colour: str, eighths: int, space_pt: int) -> Any:
        properties = paragraph._p.get_or_add_pPr()
        borders = OxmlElement("w:pBdr")
        borders.append(_border("bottom", colour, eighths, space_pt))
        # The schema wants borders before shading, tabs, spacing, indents and justification.
        following = [
            child
            for child in properties
            if child.tag in {qn(f"w:{n}") for n in ("shd", "tabs", "spacing", "ind", "jc")}
        ]
        if following:
            following[0].addprevious(borders)
        else:
            properties.append(borders)
        return borders


def _border(side: str, colour: str, eighths: int, space_pt: int) -> Any:
    border = OxmlElement(f"w:{side}")
    border.set(qn("w:val"), "single")
    border.set(qn("w:sz"), str(eighths))
    border.set(qn("w:space"), str(space_pt))
    border.set(qn("w:color"), colour)
    return border


def _fonts(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{attribute}"), DIGITS if name == BODY else name)
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _right_tab() -> Any:
    from docx.enum.text import WD_TAB_ALIGNMENT

    return WD_TAB_ALIGNMENT.RIGHT
