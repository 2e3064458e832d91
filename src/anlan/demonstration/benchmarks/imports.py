"""Seconds and memory of importing a workbook of twenty thousand enterprises.

The import runs in a process of its own, as in a worker: its peak of memory above the start is its
own. Works inside ``scratch_database``; what it imports stays there.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROWS = 20_000
COUNTY, TOWNSHIPS, VILLAGES = "330898", 15, 18
SECTORS = ("chemical_organic", "coating", "textile", "machining", "mall", "hotel", "food", "mine")
HEADINGS = (
    "统一社会信用代码",
    "企业名称",
    "简称",
    "所属行业",
    "区划代码",
    "地址",
    "经度",
    "纬度",
    "从业人数",
    "风险等级",
    "重大危险源",
    "规上企业",
    "成立日期",
)
_ONE_MB = 1024  # the kernel counts in kB


def measure_import(rows: int = ROWS) -> dict[str, float]:
    """Import ``rows`` enterprises into the present database; returns the three figures.

    ``import_preview_s`` runs from the upload to the finished check, ``import_commit_s`` to the
    committed transaction with its sealed audit chain, ``import_peak_mb`` is memory above the start.
    """
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "enterprises.xlsx"
        write_workbook(path, rows)
        answer = subprocess.run(
            [
                sys.executable,
                "-m",
                "anlan.demonstration.benchmarks.imports",
                str(connection.settings_dict["NAME"]),
                str(path),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def write_workbook(path: Path, rows: int, seed: int = 11) -> None:
    """Write a workbook as an office would: names, codes, days, some cells empty."""
    from openpyxl import Workbook
    from stdnum.cn import uscc

    chance = random.Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("企业名录")
    sheet.append(HEADINGS)
    for serial in range(rows):
        body = f"9{chance.choice('123')}{COUNTY}MA9{serial:06d}"
        town, village = chance.randrange(TOWNSHIPS), 1 + chance.randrange(VILLAGES)
        sheet.append(
            (
                body + uscc.calc_check_digit(body),
                f"演示导入{chance.choice('甲乙丙丁戊己庚辛')}{serial}厂",
                f"导入{serial}" if serial % 3 else None,
                f"演示导入行业{chance.randrange(len(SECTORS))}",
                f"{COUNTY}{100 + town}{village:03d}"
                if serial % 2
                else f"演示{town}镇演示{town}-{village}村",
                f"演示路{chance.randrange(900)}号",
                round(119 + chance.random() / 2, 6),
                round(29 + chance.random() / 2, 6),
                int(chance.lognormvariate(3, 1)),
                chance.choice(("红", "橙", "黄", "蓝", "3", "4")),
                "是" if chance.random() < 0.01 else "否",
                chance.choice(("是", "否", None)),
                date(1990, 1, 1) + timedelta(days=chance.randrange(12_000)),
            )
        )
    book.save(path)


def _make_places() -> None:
    from django.apps import apps

    region = apps.get_model("regions.Region")
    rows = [region(code=f"{COUNTY}000000", name="演示导入县", level="county", is_generated=True)]
    for town in range(TOWNSHIPS):
        code = f"{COUNTY}{100 + town}"
        rows.append(
            region(
                code=f"{code}000",
                name=f"演示{town}镇",
                level="township",
                parent_id=f"{COUNTY}000000",
                is_generated=True,
            )
        )
        rows += [
            region(
                code=f"{code}{village:03d}",
                name=f"演示{town}-{village}村",
                level="village",
                parent_id=f"{code}000",
                is_generated=True,
            )
            for village in range(1, VILLAGES + 1)
        ]
    region._default_manager.bulk_create(rows, ignore_conflicts=True)
    sector = apps.get_model("enterprises.Sector")
    sector._default_manager.bulk_create(
        [
            sector(code=f"bench_import_{number}", name=f"演示导入行业{number}", category="industry")
            for number in range(len(SECTORS))
        ],
        ignore_conflicts=True,
    )


def _import(path: Path) -> dict[str, float]:
    """Import the workbook through the steps that the pages take."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from anlan.base.exchange.permissions import USE_IMPORT
    from anlan.base.exchange.services.checking import check_rows
    from anlan.base.exchange.services.imports import map_columns, start_import
    from anlan.base.exchange.services.writing import commit_import
    from anlan.kernel.actor import Actor, Scope, granted
    from anlan.kernel.policy import all_actions

    rights = [a.code for a in all_actions() if a.code.startswith(("enterprises.", USE_IMPORT))]
    officer = Actor(
        kind="person",
        id="user:0",
        display_name="演示导入员",
        grants=(granted(rights, Scope("all"), "bureau_officer"),),
    )
    _make_places()
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    memory = _peak_kb()
    started = time.perf_counter()
    session = start_import(kind="enterprises", uploaded=upload, actor=officer)
    map_columns(import_id=session.pk, mapping=session.mapping, actor=officer)
    session = check_rows(import_id=session.pk, actor=officer)
    checked = time.perf_counter()
    if session.wrong or session.created != session.total:
        raise RuntimeError(f"{session.wrong} of {session.total} rows are wrong")
    commit_import(import_id=session.pk, actor=officer)
    written = time.perf_counter()
    return {
        "import_preview_s": round(checked - started, 2),
        "import_commit_s": round(written - checked, 2),
        "import_peak_mb": round((_peak_kb() - memory) / _ONE_MB, 1),
    }


def _peak_kb() -> int:
    """Return the peak of this process alone; ``ru_maxrss`` begins with that of its parent."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main(arguments: list[str]) -> None:
    """Import a workbook into a database by name and print the figures."""
    import django

    django.setup()
    from django.db import connection
    from django.test import override_settings

    from anlan.demonstration.benchmarks.scratch import QUIET

    database, path = arguments
    connection.settings_dict["NAME"] = database
    quiet: dict[str, Any] = dict(QUIET)
    with override_settings(**quiet):
        figures = _import(Path(path))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
