"""A million enterprises: as many as a province has, in ten counties, written by the database."""

from __future__ import annotations

import random

from django.db import connection

from anlan.kernel.search_text import search_text

COUNTIES, TOWNSHIPS, VILLAGES = 10, 15, 18
COUNTY = "330821000000"
PLACES = ("龙洲", "东华", "湖镇", "横山", "塔石", "小南海", "詹家", "溪口", "罗家", "庙下")
TRADES = (
    "精细化工",
    "助剂",
    "涂料",
    "气体",
    "印染",
    "特种纸",
    "包装",
    "机械",
    "轴承",
    "纺织",
    "服饰",
    "木业",
    "铸造",
    "铝业",
    "冷链",
    "食品",
    "粮油",
    "水泥",
    "建材",
    "塑业",
    "石料",
    "烟花爆竹经营",
    "建设",
    "燃气",
    "热电",
    "危货运输",
    "物流",
    "快递",
    "商场",
    "饭店",
    "景区",
    "环保",
    "污水处理",
    "养殖",
    "粮食储备",
    "电镀",
    "树脂",
    "竹木",
    "五金",
    "新材料",
)
SECTORS = (
    ("chemical_organic", "hazchem"),
    ("coating", "hazchem"),
    ("industrial_gas", "hazchem"),
    ("fuel_station", "hazchem"),
    ("specialty_paper", "industry"),
    ("equipment", "industry"),
    ("machining", "industry"),
    ("textile", "industry"),
    ("furniture", "industry"),
    ("food", "industry"),
    ("cement", "industry"),
    ("plastics", "industry"),
    ("mine", "mining"),
    ("construction", "construction"),
    ("gas", "energy"),
    ("transport", "transport"),
    ("mall", "crowd"),
    ("hotel", "crowd"),
    ("livestock", "agriculture"),
    ("waste", "hazchem"),
)

_PLACES = """
INSERT INTO regions_region (code, name, level, parent_id, is_generated) VALUES
 ('330000000000', '演示省', 'province', NULL, true),
 ('330800000000', '演示市', 'city', '330000000000', true);
INSERT INTO regions_region (code, name, level, parent_id, is_generated)
SELECT '3308' || 20 + c || '000000', '演示' || c || '县', 'county', '330800000000', true
FROM generate_series(1, %(counties)s) c;
INSERT INTO regions_region (code, name, level, parent_id, is_generated)
SELECT '3308' || 20 + c || 100 + t || '000', '演示' || c || '-' || t || '镇', 'township',
       '3308' || 20 + c || '000000', true
FROM generate_series(1, %(counties)s) c, generate_series(0, %(towns)s - 1) t;
INSERT INTO regions_region (code, name, level, parent_id, is_generated)
SELECT '3308' || 20 + c || 100 + t || to_char(v, 'FM000'),
       '演示' || c || '-' || t || '-' || v || '村', 'village',
       '3308' || 20 + c || 100 + t || '000', true
FROM generate_series(1, %(counties)s) c, generate_series(0, %(towns)s - 1) t,
     generate_series(1, %(villages)s) v;
"""

_ORGANISATIONS = """
INSERT INTO organisations_organisation
  (code, name, short_name, kind, region_id, duty_phone, source, is_active, search_text,
   created_at, updated_at)
SELECT 'bench:' || n, '演示企业' || n, '', 'enterprise', '{county}', '', '', true, '', now(), now()
FROM generate_series(%(first)s, %(last)s) n;
"""

_ENTERPRISES = """
WITH drawn AS MATERIALIZED (
  SELECT n, random() AS place, random() AS trade, random() AS field, random() AS risk,
         random() AS x, random() AS y, random() AS size, random() AS mood,
         1 + floor(random() * %(villages)s)::int AS v,
         '3308' || 21 + floor(random() * %(counties)s)::int
                || 100 + floor(random() * %(towns)s)::int AS town
  FROM generate_series(%(first)s, %(last)s) n
)
INSERT INTO enterprises_enterprise
  (uscc, name, short_name, organisation_id, sector_id, category, industry_code, region_id, address,
   location, employees, risk_level, status, is_major_hazard, is_above_scale, risk_keywords,
   claimed_region_id, search_text, created_at, updated_at)
SELECT '91330825' || to_char(n, 'FM0000000000'), s.stem || n || '厂', '', o.id, f.code, f.category,
       '', town || to_char(v, 'FM000'), '演示路' || n || '号',
       ST_SetSRID(ST_MakePoint(118 + 4 * x, 27.2 + 4 * y), 4326),
       floor(exp(1 + 6 * size * size))::int,
       CASE WHEN risk < 0.02 THEN 1 WHEN risk < 0.10 THEN 2 WHEN risk < 0.40 THEN 3 ELSE 4 END,
       CASE WHEN mood < 0.97 THEN 'operating' WHEN mood < 0.99 THEN 'suspended' ELSE 'closed' END,
       risk < 0.004, size > 0.9, '{{}}',
       CASE WHEN mood > 0.05 THEN town || '000' END,
       s.search || n || '厂 91330825' || to_char(n, 'FM0000000000') || ' ',
       now(), now() - interval '1 day' * (1000 * place)
FROM drawn
JOIN bench_stem s ON s.id = floor(trade * %(stems)s)::int
JOIN bench_sector f ON f.id = floor(field * %(sectors)s)::int
JOIN organisations_organisation o ON o.code = 'bench:' || n;
"""


def make_places(counties: int = COUNTIES) -> None:
    """Write regions of so many counties, sectors and the stems of names."""
    counts = {"counties": counties, "towns": TOWNSHIPS, "villages": VILLAGES}
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(_PLACES % counts)
        cursor.execute("CREATE TEMP TABLE bench_stem (id int PRIMARY KEY, stem text, search text)")
        cursor.execute(
            "CREATE TEMP TABLE bench_sector (id int PRIMARY KEY, code text, category text)"
        )
        for index, stem in enumerate(stems()):
            cursor.execute(
                "INSERT INTO bench_stem VALUES (%s, %s, %s)", [index, stem, search_text(stem)]
            )
        for index, (code, category) in enumerate(SECTORS):
            cursor.execute("INSERT INTO bench_sector VALUES (%s, %s, %s)", [index, code, category])
            cursor.execute(
                "INSERT INTO enterprises_sector (code, name, category, industry_code) "
                "VALUES (%s, %s, %s, '') ON CONFLICT DO NOTHING",
                [code, f"演示行业 {code}", category],
            )


def stems() -> list[str]:
    """Beginnings of names, in a fixed order."""
    found = [f"演示{place}{trade}" for place in PLACES for trade in TRADES]
    random.Random(42).shuffle(found)
    return found


def add_enterprises(first: int, last: int, counties: int = COUNTIES) -> None:
    """Write enterprises number ``first`` to ``last`` with their organisations, and analyse."""
    values = {
        "first": first,
        "last": last,
        "counties": counties,
        "towns": TOWNSHIPS,
        "villages": VILLAGES,
        "stems": len(PLACES) * len(TRADES),
        "sectors": len(SECTORS),
    }
    with connection.cursor() as cursor:
        # Only numbers of our own are written into the statements.
        cursor.execute(_ORGANISATIONS.format(county=COUNTY) % values)
        cursor.execute(_ENTERPRISES.format() % values)
        cursor.execute("ANALYZE enterprises_enterprise")
        cursor.execute("ANALYZE organisations_organisation")


def settle() -> None:
    """Bring the tables to the state they have in service: vacuumed, index lists merged."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) enterprises_enterprise")
        cursor.execute("VACUUM (ANALYZE) organisations_organisation")
