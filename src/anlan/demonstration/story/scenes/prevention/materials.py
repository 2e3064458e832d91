"""What people bring along: a bureau's workbook, a plan of the plant, photos."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from openpyxl import Workbook

from anlan.demonstration.generator.identifiers import credit_code
from anlan.demonstration.public import make_loaded_county
from anlan.demonstration.story.pictures import encode_png
from anlan.demonstration.story.score import StoryError
from anlan.supervision.enterprises.contracts import EnterpriseInfo

#: Numbers of demonstration bodies that the generated county never reaches.
SERIAL = 90_001
NEW, MISREAD, TWICE, WRONG = (
    "演示龙游晨光精细化工有限公司",
    "演示龙游晨光气体有限公司",
    "演示龙游晨光涂料有限公司",
    "演示龙游晨光包装有限公司",
)


def twin_name(name: str) -> str:
    """How another office writes the name of the same firm."""
    return name.replace("有限公司", "有限责任公司")


def write_messy_workbook(path: Path, plant: EnterpriseInfo, twin: EnterpriseInfo) -> None:
    """A register as offices keep it: a title, merged cells, days in five ways, wrong codes."""
    county = plant.region_code[:6]
    codes = [credit_code(county, SERIAL + number) for number in range(5)]
    village = plant.region_name
    book = Workbook()
    sheet = book.active
    sheet.title = "企业台账"
    sheet.append(["化工企业基础台账（演示）"])
    sheet.merge_cells("A1:I1")
    sheet.append(
        ["序号", "企业名称", "统一社会信用代码", "基本情况", None, None, None, "成立时间", "备注"]
    )
    sheet.append([None, None, None, "所属行业", "所在村", "详细地址", "职工人数", None, None])
    for span in ("A2:A3", "B2:B3", "C2:C3", "D2:G2", "H2:H3", "I2:I3"):
        sheet.merge_cells(span)
    trade, street = "化工", "演示路"
    misread = codes[1].replace("0", "O")
    rows: list[list[object]] = [
        [NEW, codes[0], trade, village, f"{street}801号", "120人", "2019.3.5"],
        [MISREAD, misread, trade, None, f"{street}803号", 36, "2020年4月1日"],
        [TWICE, codes[2], "涂料", None, f"{street}805号", "约80", date(2016, 9, 12)],
        [TWICE, codes[2], "涂料", None, f"{street}805号", 82, "2016/9/12"],
        [WRONG, codes[3], "包装", None, f"{street}807号", 15, "2021-13-40"],
        [twin_name(twin.name), codes[4], twin.sector_name, twin.region_name, twin.address, 20],
    ]
    rows[-1].append(43900)  # a day as Excel counts days
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *row])
    sheet.merge_cells("E4:E8")
    sheet.append(["合计", None, None, None, None, None, 353, None, None])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def write_plan(path: Path) -> list[tuple[float, float, float, float]]:
    """The plan of the demonstration's plant as a picture; returns its points x, y, lon, lat."""
    from anlan.demonstration.generator.dossier import Dossiers

    county = make_loaded_county()
    if county is None:
        raise StoryError("this database holds no demonstration county")
    plan = Dossiers(county).plan()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(plan.png)
    return [(float(x), float(y), float(lon), float(lat)) for x, y, lon, lat in plan.control_points]


def write_photo(path: Path, shade: int = 90) -> Path:
    """A picture as from a camera: another one for each shade."""
    width, height = 480, 360
    ramp = np.add.outer(np.arange(height), np.arange(width)) * 255 // (height + width)
    index = ((ramp + shade) % 256).astype(np.uint8)
    palette = np.stack([np.arange(256), np.full(256, shade), np.arange(256)[::-1]], axis=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_png(width, height, palette.astype(np.uint8), index.reshape(-1)))
    return path


def in_days(days: int, today: date) -> str:
    """A day as a form wants it."""
    return (today + timedelta(days=days)).isoformat()
