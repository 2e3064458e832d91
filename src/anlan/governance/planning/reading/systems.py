"""Named systems, lists, platforms and rules that a document says are to be built or kept."""

from __future__ import annotations

import re

from anlan.governance.planning.reading.outline import BACKGROUND, IDEAS, Outline
from anlan.governance.planning.reading.result import Named

_BUILD = (
    r"(?:建立健全|建立完善|修订完善|健全完善|建立|健全|完善|建设|制定|编制|构建|推行|实施|落实|出台|修订|建成|"
    r"搭建|形成|打造|执行|绘制|梳理)"
)
_KIND = (
    r"(?P<kind>制度|机制|清单|台账|平台|系统|数据库|一张图|责任制|名录|名录库|专家库|办法|预案|标准|规范|规程|"
    r"指南|方案|目录|网络|体系)"
)
_NAMED = re.compile(rf"{_BUILD}(?P<name>[^，。；、：（）]{{2,28}}?{_KIND})(?![的化\u4e00-\u9fff])")
_BOOK = re.compile(rf"{_BUILD}(?:我[区县市])?《(?P<name>[^《》]{{4,50}})》")


def find_systems(outline: Outline) -> list[Named]:
    """Return each name once, where it stands first."""
    found: dict[str, Named] = {}
    for item in outline.placed:
        if item.kind in (BACKGROUND, IDEAS) or item.block.cells:
            continue
        for pattern in (_NAMED, _BOOK):
            for match in pattern.finditer(item.block.text):
                name = match.group("name").strip("“”")
                if name in found or len(name) < 3:
                    continue
                line, quote = item.block.anchor(*match.span())
                kind = match.groupdict().get("kind") or "文件"
                found[name] = Named(line, quote, name, kind)
    return sorted(found.values(), key=lambda row: row.line)
