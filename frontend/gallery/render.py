"""Renders every page skeleton with made-up content into a folder, to look at without the platform.

Run from the checkout:  .venv/bin/python frontend/gallery/render.py /tmp/gallery
Then serve that folder: python3 -m http.server -d /tmp/gallery 8123
"""

from __future__ import annotations

import json
import math
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "src"))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.configure(
    DEBUG=True,
    SECRET_KEY="gallery-only",  # noqa: S106 (no service runs with it)
    ROOT_URLCONF="gallery_urls",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django_tables2"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [
                PROJECT / "src/anlan/kernel/templates",
                PROJECT / "frontend/gallery/templates",
            ],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                ],
                "libraries": {"anlan": "anlan.kernel.templatetags.anlan"},
            },
        }
    ],
    LANGUAGE_CODE="zh-hans",
    LANGUAGES=[("zh-hans", "中文"), ("en", "English")],
    LOCALE_PATHS=[PROJECT / "src/anlan/kernel/locale"],
    TIME_ZONE="Asia/Shanghai",
    USE_TZ=True,
    STATIC_URL="/static/",
)

urls = SimpleNamespace()
sys.modules["gallery_urls"] = urls  # type: ignore[assignment]
django.setup()

import django_tables2 as tables  # noqa: E402
from django import forms  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import translation  # noqa: E402

urls.urlpatterns = [path("language/", lambda request: HttpResponse(), name="set_language")]

NOW = datetime.now(UTC)


def after(**time: float) -> datetime:
    return NOW + timedelta(**time)


def item(label: str, icon: str, key: str = "", *, active: bool = False, badge: str = "") -> dict:
    return {
        "label": label,
        "url": "#",
        "icon": icon,
        "shortcut": key,
        "active": active,
        "badge": badge,
    }


NAVIGATION = [
    {
        "label": "工作台",
        "items": [
            item("值班台", "layout-dashboard", "d", active=True, badge="3"),
            item("一张图", "map-2", "m"),
        ],
    },
    {
        "label": "指挥救援",
        "items": [
            item("突发事件", "alert-octagon", "e"),
            item("应急响应", "flag", "r"),
            item("队伍", "users-group"),
            item("物资仓库", "building-warehouse"),
            item("避难场所", "tent"),
        ],
    },
    {
        "label": "监测预警",
        "items": [item("报警", "bell-ringing", "a", badge="2"), item("设备", "cpu")],
    },
    {
        "label": "监督管理",
        "items": [item("企业", "building-factory-2", "c"), item("危险化学品", "flask")],
    },
    {"label": "系统管理", "items": [item("用户", "user-shield"), item("审计", "shield-check")]},
]


class Rows(tables.Table):
    """An alarm list."""

    level = tables.TemplateColumn(
        "{% load anlan %}{% level_badge record.level %}", verbose_name="级别"
    )
    name = tables.TemplateColumn('<a href="#">{{ record.name }}</a>', verbose_name="报警")
    enterprise = tables.Column(verbose_name="企业")
    value = tables.Column(
        verbose_name="峰值", attrs={"td": {"class": "number"}, "th": {"class": "number"}}
    )
    state = tables.TemplateColumn(
        "{% load anlan %}{% state_badge record.state %}", verbose_name="状态"
    )
    holder = tables.Column(verbose_name="处置人")
    due = tables.TemplateColumn("{% load anlan %}{% clock record.due %}", verbose_name="时限")
    at = tables.TemplateColumn(
        "{% load anlan %}{{ record.at|datetime:'short' }}", verbose_name="发生时间"
    )

    class Meta:
        """Rows open on a click."""

        row_attrs = {
            "data-id": lambda record: record["id"],
            "data-url": "#",
            "data-level": lambda record: record["level"],
        }


STATES = [
    {"label": "待确认", "tone": "waiting"},
    {"label": "核实中", "tone": "active"},
    {"label": "已关闭", "tone": "done"},
    {"label": "数据中断", "tone": "unknown"},
]
ROWS = [
    {
        "id": index,
        "level": (1, 2, 3, 4, None)[index % 5],
        "name": f"可燃气体浓度高高报 {index:02d} 号探测器",
        "enterprise": "演示龙游化工一厂",
        "value": f"{12.5 + index:.1f} %LEL",
        "state": STATES[index % 4],
        "holder": "王值班（演示）",
        "due": after(minutes=index * 7 - 10),
        "at": after(minutes=-index * 3),
    }
    for index in range(24)
]


class Report(forms.Form):
    """An initial report."""

    title = forms.CharField(label="事件名称", help_text="一句话说清地点和事情。", max_length=60)
    kind = forms.ChoiceField(
        label="事故类型", choices=[("fire", "火灾"), ("leak", "泄漏"), ("blast", "爆炸")]
    )
    deaths = forms.IntegerField(
        label="死亡人数",
        min_value=0,
        widget=forms.NumberInput(
            attrs={
                "data-unit": "人",
                "data-law": "《生产安全事故报告和调查处理条例》（国务院令第493号）第三条",
            }
        ),
    )
    loss = forms.DecimalField(
        label="直接经济损失", required=False, widget=forms.NumberInput(attrs={"data-unit": "万元"})
    )
    spill = forms.BooleanField(label="有危险化学品外泄", required=False)
    grade = forms.ChoiceField(
        label="报送方式",
        choices=[("phone", "电话快报"), ("write", "书面报告")],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="简要经过", widget=forms.Textarea(attrs={"rows": 4}))


def verbs() -> list[dict[str, Any]]:
    return [
        {"name": "acknowledge", "label": "确认", "url": "#", "style": "primary", "icon": "check"},
        {"name": "call", "label": "一键叫应", "url": "#", "icon": "phone"},
        {"name": "dismiss", "label": "判定误报", "url": "#", "needs_reason": True},
        {
            "name": "close",
            "label": "关闭",
            "url": "#",
            "blocked_reason": "原因尚未消除，请先完成核实。",
        },
    ]


def desk() -> dict[str, Any]:
    def entry(number: int, **more: Any) -> dict[str, Any]:
        row = ROWS[number]
        return {
            "label": row["name"],
            "url": "#",
            "where": "演示龙游化工一厂 · 湖镇镇",
            "holder": row["holder"],
            **more,
        }

    return {
        "title": "值班台",
        "subtitle": "2026-11-21 夜班 18:00–08:00 · 带班领导 林局长（演示）",
        "situation": "全县 1 起红色报警待确认，1 起突发事件二级响应处置中，其余正常。",
        "situation_level": 1,
        "live_topic": "alarms",
        "figures": [
            {"label": "待确认报警", "value": 2, "url": "#", "level": 1},
            {"label": "处置中事件", "value": 1, "url": "#"},
            {"label": "今日到期", "value": 5, "url": "#"},
            {"label": "在线设备", "value": 1204, "url": "#", "as_of": NOW},
            {"label": "数据中断", "value": 3, "url": "#"},
            {"label": "待命队伍", "value": 27, "unit": "支", "url": "#"},
        ],
        "lists": [
            {
                "id": "now",
                "title": "现在要做",
                "count": 3,
                "url": "#",
                "items": [
                    entry(
                        0,
                        level=1,
                        value="62.5 %LEL",
                        due=after(minutes=2, seconds=30),
                        verbs=verbs()[:3],
                        sound_id=1,
                    ),
                    entry(1, level=2, value="31.0 %LEL", due=after(minutes=-4), verbs=verbs()[:2]),
                    {
                        "label": "续报：演示龙游化工一厂泄漏事件",
                        "url": "#",
                        "due": after(hours=1, minutes=20),
                        "state": STATES[1],
                    },
                ],
            },
            {
                "id": "changed",
                "title": "有变化",
                "count": 4,
                "items": [
                    {
                        "label": "县消防救援大队已到达现场",
                        "url": "#",
                        "at": after(minutes=-1),
                        "where": "湖镇镇",
                    },
                    {"label": "警戒区已设置，半径 500 米", "url": "#", "at": after(minutes=-6)},
                    {
                        "label": "03 号探测器数据中断",
                        "url": "#",
                        "state": STATES[3],
                        "at": after(minutes=-9),
                    },
                    {
                        "label": "隐患整改已验收",
                        "url": "#",
                        "state": {"label": "已完成", "tone": "done"},
                        "at": after(minutes=-25),
                    },
                ],
            },
            {
                "id": "soon",
                "title": "快到期",
                "items": [
                    {
                        "label": "重大隐患整改 · 演示龙游纸业二厂",
                        "url": "#",
                        "due": after(hours=5),
                        "holder": "赵乡镇（演示）",
                    },
                    {"label": "应急物资盘点", "url": "#", "due": after(days=1, hours=3)},
                ],
            },
        ],
    }


def listing(request: Any, *, empty: bool = False) -> dict[str, Any]:
    table = Rows([] if empty else ROWS)
    tables.RequestConfig(request, paginate={"per_page": 20}).configure(table)
    return {
        "title": "报警",
        "table": table,
        "tabs": [
            {"label": "待确认", "url": "#", "active": True, "count": 24, "level": 1},
            {"label": "处置中", "url": "#", "count": 3},
            {"label": "今日", "url": "#", "count": 41},
            {"label": "全部", "url": "#", "count": "1,204"},
        ],
        "facets": [
            {
                "name": "level",
                "label": "级别",
                "choices": [
                    {"label": text, "level": n, "url": "#", "count": 5 * n, "active": n == 1}
                    for n, text in ((1, "红"), (2, "橙"), (3, "黄"), (4, "蓝"))
                ],
                "clear_url": "#",
            },
            {
                "name": "region",
                "label": "乡镇（街道）",
                "choices": [
                    {"label": name, "url": "#", "count": 1000 + n}
                    for n, name in enumerate(("湖镇镇", "小南海镇", "溪口镇", "东华街道"))
                ],
            },
        ],
        "active_filters": [{"label": "级别：红", "remove_url": "#"}],
        "columns": [
            {"name": "name", "label": "报警", "visible": True},
            {"name": "at", "label": "发生时间", "visible": True},
        ],
        "bulk_verbs": [
            {"name": "acknowledge", "label": "确认", "url": "#"},
            {"name": "dismiss", "label": "判定误报", "url": "#", "needs_reason": True},
        ],
        "exports": [{"label": "Excel（xlsx）", "url": "#"}, {"label": "CSV", "url": "#"}],
        "map_url": "#",
        "create_url": "#",
        "create_label": "人工报警",
        "empty": {
            "title": "没有待确认的报警",
            "text": "监测设备超过阈值时，报警会出现在这里并发出声音。",
            "url": "#",
            "label": "查看全部设备",
        },
        "total_label": "共 24 条",
    }


def thing() -> dict[str, Any]:
    return {
        "title": "可燃气体浓度高高报 03 号探测器",
        "kind_label": "报警",
        "number": "BJ-20261121-0031",
        "level": 1,
        "state": STATES[1],
        "holder": {"label": "王值班（演示）", "url": "#"},
        "due": {"due_at": after(minutes=12), "label": "核实"},
        "verbs": verbs(),
        "breadcrumbs": [{"label": "报警", "url": "#"}, {"label": "演示龙游化工一厂", "url": "#"}],
        "live_topic": "alarm:31",
        "map_url": "#",
        "facts": [
            {
                "title": "读数",
                "rows": [
                    {
                        "label": "当前值",
                        "value": "62.5",
                        "unit": "%LEL",
                        "formula": "探测器读数 ÷ 爆炸下限 × 100",
                        "source": "设备 LY-GAS-003",
                        "as_of": NOW,
                    },
                    {"label": "首次越限", "at": after(minutes=-14)},
                    {"label": "规则", "value": "高高报 ≥ 50 %LEL", "url": "#"},
                    {"label": "介质", "value": "甲醇", "url": "#"},
                ],
            },
            {
                "title": "企业",
                "rows": [
                    {"label": "企业", "value": "演示龙游化工一厂", "url": "#"},
                    {"label": "风险等级", "level": 2},
                    {"label": "安全管理员", "value": "吴安全（演示）"},
                    {"label": "电话", "value": "000****5678", "reveal_url": "#"},
                    {"label": "备用电话", "value": None},
                    {"label": "地址", "value": "湖镇镇工业大道 18 号（演示）", "wide": True},
                ],
            },
        ],
        "timeline": [
            {"at": after(minutes=-2), "text": "升级为红色", "level": 1, "actor": "系统"},
            {
                "at": after(minutes=-5),
                "text": "已叫应企业安全管理员",
                "actor": "王值班（演示）",
                "reason": "电话接通，正在现场核实",
            },
            {"at": after(minutes=-14), "text": "黄色报警产生", "level": 3, "actor": "系统"},
        ],
        "panels": [
            {
                "id": "around",
                "title": "周边 500 米",
                "count": 3,
                "url": "#",
                "rows": [
                    {
                        "label": "湖镇镇中心小学（演示）",
                        "url": "#",
                        "value": "620 人",
                        "where": "310 米",
                    },
                    {"label": "湖镇卫生院（演示）", "url": "#", "where": "420 米"},
                    {"label": "演示加油站", "url": "#", "where": "480 米", "level": 3},
                ],
            },
            {
                "id": "teams",
                "title": "可调队伍",
                "rows": [
                    {
                        "label": "县消防救援大队（演示）",
                        "url": "#",
                        "value": "8 分钟",
                        "state": {"label": "待命", "tone": "neutral"},
                    },
                    {
                        "label": "危化救援队（演示）",
                        "url": "#",
                        "value": "15 分钟",
                        "state": {"label": "出动", "tone": "active"},
                    },
                ],
            },
        ],
    }


TASKS = ("疏散 500 米内群众", "关闭厂区雨水总排口", "大气环境应急监测")


def board() -> dict[str, Any]:
    lanes = [("todo", "待接受"), ("doing", "执行中"), ("check", "待复核"), ("done", "已完成")]
    return {
        "title": "二级响应任务板",
        "subtitle": "演示龙游化工一厂泄漏事件",
        "live_topic": "response:1",
        "lanes": [
            {
                "id": key,
                "label": label,
                "cards": [
                    {
                        "id": n,
                        "label": text,
                        "url": "#",
                        "group": "现场处置组",
                        "holder": "赵乡镇（演示）",
                        "due": after(minutes=20 * n - 15),
                        "level": 1 if n == 0 and index == 0 else None,
                        "moves": {
                            "doing": {"url": "#"},
                            "done": {"url": "#", "blocked_reason": "还没有现场照片"},
                        },
                    }
                    for n, text in enumerate(TASKS[: 3 - index % 3])
                ],
            }
            for index, (key, label) in enumerate(lanes)
        ],
    }


def wall() -> dict[str, Any]:
    return {
        "title": "龙游县应急指挥大厅",
        "situation": "湖镇镇：演示龙游化工一厂甲醇泄漏，二级响应，3 支队伍已到场",
        "situation_level": 2,
        "live_topic": "alarms",
        "left": {
            "title": "报警",
            "items": [
                {
                    "label": row["name"],
                    "level": row["level"],
                    "value": row["value"],
                    "where": "湖镇镇",
                    "due": row["due"],
                }
                for row in ROWS[:4]
            ],
        },
        "right": {
            "title": "处置",
            "items": [
                {
                    "label": "疏散 500 米内群众",
                    "state": STATES[1],
                    "due": after(minutes=14),
                    "where": "湖镇镇政府",
                },
                {
                    "label": "县消防救援大队（演示）",
                    "state": {"label": "已到达", "tone": "done"},
                    "at": after(minutes=-3),
                },
            ],
        },
    }


def curve() -> dict[str, Any]:
    start = NOW - timedelta(hours=6)
    points = []
    for minute in range(0, 361, 1):
        base = 8 + 3 * math.sin(minute / 25) + (minute % 7) * 0.2
        rise = max(0, minute - 280) * 0.8
        at = int((start + timedelta(minutes=minute)).timestamp() * 1000)
        points.append([at, round(base + rise, 2)])
    points[150:170] = [[at, None] for at, _ in points[150:170]]
    return {
        "id": "curve",
        "kind": "series",
        "title": "甲醇浓度 · 03 号探测器",
        "unit": "%LEL",
        "series": points,
        "hours": 6,
        "thresholds": [
            {"level": 3, "value": 25, "label": "高报", "direction": "high"},
            {"level": 1, "value": 50, "label": "高高报", "direction": "high"},
        ],
        "spans": [{"from": points[310][0], "to": points[360][0], "level": 1, "label": "报警"}],
    }


def collection(*features: tuple[str, Any, dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": kind, "coordinates": coordinates},
            }
            for kind, coordinates, properties in features
        ],
    }


def around(lon: float, lat: float, radius: float, sides: int = 40) -> list[list[float]]:
    return [
        [
            lon + radius * (1 + 0.12 * math.sin(5 * a)) * math.cos(a),
            lat + radius * 0.85 * (1 + 0.1 * math.cos(3 * a)) * math.sin(a),
        ]
        for a in (2 * math.pi * n / sides for n in range(sides + 1))
    ]


def write_map(folder: Path) -> None:
    """A made-up county: boundary, three townships, a river, two roads, villages and four layers."""
    lon, lat = 119.17, 29.03
    towns = [
        ("湖镇镇", 0.14, 0.06),
        ("溪口镇", -0.12, -0.1),
        ("小南海镇", -0.02, 0.13),
        ("东华街道", 0.02, 0.0),
    ]
    base = {
        "county": collection(("Polygon", [around(lon, lat, 0.3)], {"name": "演示县"})),
        "townships": collection(
            *(("Polygon", [around(lon + x, lat + y, 0.08)], {"name": name}) for name, x, y in towns)
        ),
        "places": collection(
            *(("Point", [lon + x, lat + y], {"name": name}) for name, x, y in towns)
        ),
        "villages": collection(
            *(
                ("Point", [lon + x + 0.03 * dx, lat + y + 0.02 * dy], {"name": f"{name[0]}{a}村"})
                for name, x, y in towns
                for a, dx, dy in (("东", 1, 0.2), ("西", -1, 0.4), ("前", 0.2, -1))
            )
        ),
        "roads": collection(
            (
                "LineString",
                [[lon - 0.28, lat - 0.05], [lon, lat], [lon + 0.28, lat + 0.08]],
                {"name": "演示国道", "class": "national"},
            ),
            (
                "LineString",
                [[lon - 0.05, lat - 0.22], [lon, lat], [lon - 0.02, lat + 0.22]],
                {"name": "演示县道", "class": "county"},
            ),
        ),
        "rivers": collection(
            (
                "LineString",
                [[lon - 0.3, lat + 0.03], [lon - 0.1, lat + 0.05], [lon + 0.3, lat - 0.02]],
                {"name": "演示江", "order": 1},
            )
        ),
    }
    layers = {
        "alarms": collection(
            *(
                (
                    "Point",
                    [lon + 0.14 - 0.05 * n, lat + 0.055 - 0.03 * n],
                    {"id": n, "name": f"{n} 号气体报警", "level": n},
                )
                for n in (1, 2, 3, 4)
            )
        ),
        "enterprises": collection(
            *(
                (
                    "Point",
                    [lon + 0.2 * math.sin(n * 2.4), lat + 0.16 * math.cos(n * 1.7)],
                    {"id": n, "name": f"演示企业 {n} 号", "level": n % 4 + 1},
                )
                for n in range(60)
            )
        ),
        "devices": collection(
            (
                "Point",
                [lon + 0.13, lat + 0.07],
                {"id": 1, "name": "03 号探测器", "state": "offline"},
            )
        ),
        "teams": collection(
            ("Point", [lon + 0.1, lat], {"id": 1, "name": "县消防救援大队（演示）"})
        ),
    }
    target = folder / "map"
    (target / "base").mkdir(parents=True, exist_ok=True)
    for name, data in base.items():
        (target / f"base/{name}.geojson").write_text(json.dumps(data), encoding="utf-8")
    for name, data in layers.items():
        (target / f"{name}.geojson").write_text(json.dumps(data), encoding="utf-8")
    config = {
        "bounds": [lon - 0.32, lat - 0.27, lon + 0.32, lat + 0.27],
        "layers": [
            {
                "id": name,
                "title": title,
                "group": group,
                "source": "geojson",
                "url": f"/map/{name}.geojson",
                "kind": "point",
                "icon": mark,
                "topic": "map",
            }
            for name, title, group, mark in (
                ("alarms", "报警", "态势", "bell"),
                ("enterprises", "企业", "监管对象", "building-factory-2"),
                ("devices", "监测设备", "监管对象", "cpu"),
                ("teams", "救援队伍", "应急资源", "users-group"),
            )
        ],
    }
    (target / "config.json").write_text(json.dumps(config), encoding="utf-8")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "static/anlan"
    shutil.copytree(PROJECT / "src/anlan/kernel/static/anlan", target, dirs_exist_ok=True)
    write_map(folder)
    request = RequestFactory().get("/desk/")
    shell = {"topics": ["alarms"], "notifications_count": 3, "place": "龙游县应急指挥中心"}
    actor = SimpleNamespace(display_name="王值班（演示）", is_anonymous=False)
    empty_form = Report(initial={"title": "", "kind": "leak"})
    wrong_form = Report({"title": "", "kind": "leak", "deaths": "-1", "text": "…"})
    steps = [
        {"id": "what", "title": "发生了什么", "fields": ["title", "kind"]},
        {"id": "harm", "title": "伤亡与损失", "fields": ["deaths", "loss", "spill"]},
        {"id": "report", "title": "报送", "fields": ["grade", "text"]},
    ]
    form_page = {
        "title": "事故初报",
        "draft_key": "gallery",
        "steps": steps,
        "submit_label": "保存并预览",
        "cancel_url": "#",
    }
    map_page = {"id": "map", "config_url": "/map/config.json", "mode": "page"}
    phone_tabs = [
        {"label": "任务", "url": "#", "icon": "clipboard-list", "active": True, "badge": 2},
        {"label": "地图", "url": "#", "icon": "map-2"},
        {"label": "通讯录", "url": "#", "icon": "phone"},
        {"label": "我的", "url": "#", "icon": "user"},
    ]
    phone_page = thing() | {"back_url": "#", "title": "疏散 500 米内群众", "live_topic": ""}
    pages: dict[str, tuple[str, dict[str, Any]]] = {
        "desk": ("kernel/desk.html", {"page": desk()}),
        "list": ("kernel/list.html", {"page": listing(request)}),
        "empty": ("kernel/list.html", {"page": listing(request, empty=True)}),
        "object": ("kernel/object.html", {"page": thing()}),
        "form": ("kernel/form.html", {"page": form_page, "form": empty_form}),
        "form-wrong": ("kernel/form.html", {"page": form_page, "form": wrong_form}),
        "board": ("kernel/board.html", {"page": board()}),
        "map": ("kernel/map.html", {"page": {"title": "一张图"}, "map": map_page}),
        "wall": ("kernel/wall.html", {"page": wall(), "map": map_page | {"mode": "wall"}}),
        "login": ("registration/login.html", {"page": {}, "form": Report(), "actor": None}),
        "error": ("404.html", {"error": {"status": 404}}),
        "phone": ("gallery/phone.html", {"page": phone_page, "phone_tabs": phone_tabs}),
        "chart": (
            "gallery/chart.html",
            {
                "page": {"title": "曲线"},
                "chart": curve(),
                "bars": {
                    "id": "bars",
                    "kind": "bar",
                    "title": "各乡镇报警",
                    "unit": "起",
                    "bars": [
                        {"label": name, "value": n, "level": level}
                        for name, n, level in (
                            ("湖镇镇", 12, 1),
                            ("溪口镇", 7, None),
                            ("小南海镇", 5, None),
                            ("东华街道", 0, None),
                        )
                    ],
                },
            },
        ),
    }
    languages = {"": "zh-hans", "en-": "en"}
    for prefix, language in languages.items():
        with translation.override(language):
            for name, (template, context) in pages.items():
                everything = {
                    "navigation": NAVIGATION,
                    "shell": shell,
                    "actor": actor,
                    "is_demo": True,
                    "csrf_token": "gallery",
                    **context,
                }
                (folder / f"{prefix}{name}.html").write_text(
                    render_to_string(template, everything, request=request), encoding="utf-8"
                )
    print(json.dumps({"folder": str(folder), "pages": len(pages)}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
