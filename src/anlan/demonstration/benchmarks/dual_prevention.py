"""One county with its risk units and three years of hazards, written by the database.

Ten thousand enterprises, two hundred thousand risk units and a million hazards by default: twenty
times what a county of half a million people reports today. Large plants have many units and many
hazards, small workshops few; most hazards are crossed off within weeks, some stay. What stands open
weighs on its units, and the levels and tallies follow from the rules in use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from anlan.demonstration.benchmarks import million
from anlan.demonstration.generator.hazards import FINDINGS
from anlan.kernel.actor import Actor
from anlan.kernel.search_text import search_text

COUNTY = "330821"
OFFICES = 25
#: Rows that are written first; the queries of pages over them are counted.
FEW = 1_000
OBJECTS = 3
UNIT_WORDS = (
    "反应釜",
    "储罐区",
    "配电室",
    "锅炉房",
    "涂装线",
    "危化品库",
    "装卸区",
    "污水池",
    "除尘系统",
    "空压机房",
    "冲压车间",
    "行车",
    "液氨机房",
    "有限空间",
    "充装台",
    "烘干炉",
    "印染机",
    "木工车间",
    "食堂燃气间",
    "成品仓库",
)
SIDES = (
    "东区",
    "西区",
    "南区",
    "北区",
    "一号",
    "二号",
    "三号",
    "四号",
    "五号",
    "六号",
    "一期",
    "二期",
    "三期",
    "老厂区",
    "新厂区",
    "办公楼",
    "大门",
    "屋面",
    "地下",
    "二层",
    "三层",
    "码头",
    "宿舍",
    "堆场",
)

_OFFICES = """
INSERT INTO organisations_organisation
  (code, name, short_name, kind, region_id, duty_phone, source, is_active, search_text,
   created_at, updated_at)
SELECT 'bench:office:' || n, '演示部门' || n, '', 'department', %(county)s || '000000', '', '',
       true, '', now(), now()
FROM generate_series(1, %(offices)s) n;
"""

# The enterprises of a county lie within half a degree, each supervised by one office.
_SETTLE_ENTERPRISES = """
WITH office AS (
  SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM organisations_organisation
  WHERE code LIKE 'bench:office:%%'
), drawn AS MATERIALIZED (
  SELECT id, random() AS x, random() AS y, floor(random() * %(offices)s)::int AS n
  FROM enterprises_enterprise
)
UPDATE enterprises_enterprise e SET supervisor_id = o.id,
       location = ST_SetSRID(ST_MakePoint(119 + d.x / 2, 28.8 + d.y / 2), 4326)
FROM drawn d JOIN office o USING (n) WHERE e.id = d.id;
CREATE TEMP TABLE bench_enterprise AS
SELECT row_number() OVER (ORDER BY id) AS n, id, region_id, sector_id, organisation_id,
       supervisor_id, location, '演示路' || id || '号' AS place
FROM enterprises_enterprise;
CREATE UNIQUE INDEX ON bench_enterprise (n);
ANALYZE bench_enterprise;
INSERT INTO risk_riskobject
  (created_at, updated_at, enterprise_id, code, name, kind, department, is_retired)
SELECT now(), now(), e.id, 'O' || k, '演示对象' || k,
       (ARRAY['installation', 'equipment', 'activity'])[k], '生产部', false
FROM bench_enterprise e, generate_series(1, %(objects)s) k;
CREATE TEMP TABLE bench_object AS
SELECT enterprise_id, right(code, 1)::int AS k, id FROM risk_riskobject;
CREATE UNIQUE INDEX ON bench_object (enterprise_id, k);
ANALYZE bench_object;
"""

# Every enterprise has a unit; beyond that the first ones are large plants.
_UNITS = """
WITH drawn AS MATERIALIZED (
  SELECT n, CASE WHEN n <= %(enterprises)s THEN n
                 ELSE 1 + floor(%(enterprises)s * power(random(), 1.6))::int END AS firm,
         floor(random() * %(words)s)::int AS word, random() AS risk, random() AS worse,
         random() AS seen, random() AS x, random() AS y,
         1 + floor(random() * %(objects)s)::int AS k, 1 + floor(random() * 4)::int AS post
  FROM generate_series(1, %(total)s) n WHERE (n %% %(stride)s = 0) = %(first)s
)
INSERT INTO risk_riskunit
  (created_at, updated_at, enterprise_id, region_id, risk_object_id, code, name, department,
   control_level, location, inherent_level, residual_level, current_level, assessed_on, is_retired,
   search_text)
SELECT now(), now(), e.id, e.region_id, o.id, 'U' || d.n, w.name, '生产部',
       (ARRAY['company', 'workshop', 'team', 'post'])[post],
       ST_Translate(e.location, (x - 0.5) / 500, (y - 0.5) / 500),
       greatest(1, residual - (worse < 0.5)::int), residual, residual,
       CASE WHEN seen < 0.95 THEN current_date - (seen * 900)::int END, seen > 0.99,
       w.search || 'u' || d.n || ' 生产部 '
FROM (SELECT *, CASE WHEN risk < 0.02 THEN 1 WHEN risk < 0.1 THEN 2 WHEN risk < 0.4 THEN 3 ELSE 4
                END AS residual FROM drawn) d
JOIN bench_enterprise e ON e.n = d.firm
JOIN bench_object o ON o.enterprise_id = e.id AND o.k = d.k
JOIN bench_unit_word w ON w.id = d.word;
"""

_TREE = """
INSERT INTO risk_riskevent
  (created_at, updated_at, enterprise_id, unit_id, code, name, cause, consequence, accident_kinds,
   inherent_inputs, inherent_level, residual_inputs, residual_level, criteria)
SELECT now(), now(), u.enterprise_id, u.id, 'E1', '泄漏、火灾', '操作失误', '人员伤亡', '{}',
       '{}', u.inherent_level, '{}', u.residual_level, '{}'
FROM risk_riskunit u WHERE NOT EXISTS (SELECT 1 FROM risk_riskevent e WHERE e.unit_id = u.id);
INSERT INTO risk_control
  (created_at, updated_at, enterprise_id, event_id, unit_id, code, category, description,
   control_level, department, check_content, period, shifts, is_retired)
SELECT now(), now(), e.enterprise_id, e.id, e.unit_id, 'C1', 'management', '按规程巡检', 'post',
       '', '现场是否完好', (ARRAY['daily', 'weekly', 'monthly'])[1 + e.id %% 3], 1, false
FROM risk_riskevent e WHERE NOT EXISTS (SELECT 1 FROM risk_control c WHERE c.event_id = e.id);
INSERT INTO risk_controlcheck
  (created_at, updated_at, enterprise_id, unit_id, control_id, period_on, shift, opens_at, due_at,
   state, finding, checked_at, checked_by, is_late)
SELECT now(), now(), c.enterprise_id, c.unit_id, c.id, current_date, 0,
       current_date, current_date + interval '1 day',
       CASE WHEN c.id %% 4 = 0 THEN 'due' ELSE 'normal' END, '',
       CASE WHEN c.id %% 4 > 0 THEN now() END, '', false
FROM risk_control c WHERE c.period = 'daily'
ON CONFLICT DO NOTHING;
CREATE TEMP TABLE IF NOT EXISTS bench_firm_unit (enterprise_id bigint, units bigint[]);
TRUNCATE bench_firm_unit;
INSERT INTO bench_firm_unit
SELECT enterprise_id, array_agg(id) FROM risk_riskunit WHERE NOT is_retired GROUP BY 1;
ANALYZE bench_firm_unit;
"""

# Found over three years, fewer towards the end; crossed off after some two weeks, major ones after
# two months, one in eighty not at all so far.
_HAZARDS = """
WITH drawn AS MATERIALIZED (
  SELECT n, 1 + floor(%(enterprises)s * power(random(), 1.5))::int AS firm, random() AS pick,
         floor(random() * %(problems)s)::int AS problem, random() AS grave, random() AS origin,
         random() AS office, random() AS stuck, random() AS stage, random() AS wrong,
         random() AS again, random() AS x, random() AS y, -ln(1 - random()) AS wait,
         now() - interval '1 day' * 1095
               * power((%(total)s - n + random()) / %(total)s, 0.9) AS found
  FROM generate_series(1, %(total)s) n WHERE (n %% %(stride)s = 0) = %(first)s
), dated AS (
  SELECT d.*, p.title, p.search, p.category,
         CASE WHEN p.may_be_major AND grave < 0.05 THEN 1 ELSE 3 END AS level
  FROM drawn d JOIN bench_problem p ON p.id = d.problem
), timed AS (
  SELECT d.*, found + interval '1 day' * CASE WHEN level = 1 THEN 30 ELSE 15 END AS due,
         CASE WHEN stuck > 0.0125 THEN
           found + interval '1 day' * (0.2 + wait * CASE WHEN level = 1 THEN 40 ELSE 10 END)
         END AS done
  FROM dated d
), stated AS (
  SELECT t.*, wrong < 0.015 AS is_wrong, done IS NOT NULL AND done < now() AS is_done,
         CASE WHEN origin < 0.46 THEN 'self_report' WHEN origin < 0.76 THEN 'inspection'
              WHEN origin < 0.88 THEN 'grid' WHEN origin < 0.92 THEN 'tip_off' ELSE 'check'
         END AS source
  FROM timed t
), named AS (
  SELECT s.*, CASE
           WHEN is_wrong THEN 'rejected'
           WHEN is_done THEN CASE WHEN level = 1 AND stage < 0.6 THEN 'looked_back'
                             ELSE 'cancelled' END
           WHEN source IN ('grid', 'tip_off') AND found > now() - interval '2 days' THEN 'reported'
           WHEN stage < 0.75 THEN 'rectifying' WHEN stage < 0.87 THEN 'submitted'
           WHEN stage < 0.93 THEN 'reviewed' WHEN stage < 0.98 THEN 'verified'
           ELSE 'disputed' END AS state
  FROM stated s
), row AS (
  SELECT s.*, state NOT IN ('rejected', 'reported') AS is_counted,
         state IN ('cancelled', 'looked_back') AS is_closed,
         state IN ('submitted', 'reviewed', 'cancelled', 'looked_back') AS is_rectified,
         e.id AS enterprise_id, e.region_id, e.sector_id, e.organisation_id, e.place,
         e.location, e.supervisor_id,
         CASE WHEN pick < 0.7 THEN f.units[1 + floor(pick / 0.7 * cardinality(f.units))::int]
         END AS unit_id
  FROM named s JOIN bench_enterprise e ON e.n = s.firm
  LEFT JOIN bench_firm_unit f ON f.enterprise_id = e.id
)
INSERT INTO hazards_hazard
  (created_at, updated_at, number, title, description, source, origin_type, origin_id, level,
   category_id, state, region_id, place, location, enterprise_id, organisation_id, sector_id,
   unit_id, unit_name, department_id, found_at, reported_at, reported_by_id, reported_by,
   verified_at, due_at, rectification, rectified_at, rectified_by_id, rectified_by,
   reviewed_at, reviewed_by_id, reviewed_by, accepted_at, accepted_by_id, accepted_by, closed_at,
   returned_times, overdue_at, escalation_step, look_back_result, look_back_note, looked_back_at,
   looked_back_by, recurrence_count, counted_on, closed_on, due_on, is_on_time, is_recurrent,
   is_listed, search_text)
SELECT found, coalesce(done, found), '演示隐患' || n, title, title || '，须整改。', source, '', '',
       level, category, state, r.region_id, place,
       ST_Translate(r.location, (x - 0.5) / 500, (y - 0.5) / 500), r.enterprise_id,
       organisation_id, sector_id, r.unit_id, coalesce(u.name, ''),
       CASE WHEN office < 0.85 THEN supervisor_id
            ELSE %(office)s + floor(office * 1000)::int %% %(offices)s END,
       found, found, 'bench:1', '演示检查人员',
       CASE WHEN is_counted THEN found END, CASE WHEN is_counted THEN due END,
       CASE WHEN is_rectified THEN '已整改到位。' ELSE '' END,
       CASE WHEN is_rectified THEN least(done, now()) END,
       CASE WHEN is_rectified THEN 'bench:2' ELSE '' END,
       CASE WHEN is_rectified THEN '演示安全员' ELSE '' END,
       CASE WHEN is_closed THEN done END, CASE WHEN is_closed THEN 'bench:3' ELSE '' END, '',
       CASE WHEN is_closed THEN done END, CASE WHEN is_closed THEN 'bench:3' ELSE '' END, '',
       CASE WHEN is_closed THEN done END, 0,
       CASE WHEN state = 'rectifying' AND due < now() THEN due END, 0,
       CASE WHEN state = 'looked_back' THEN 'held' ELSE '' END, '',
       CASE WHEN state = 'looked_back' THEN done END, '',
       CASE WHEN again < 0.08 THEN 2 ELSE 1 END,
       CASE WHEN is_counted THEN (found AT TIME ZONE 'Asia/Shanghai')::date END,
       CASE WHEN is_closed THEN (done AT TIME ZONE 'Asia/Shanghai')::date END,
       CASE WHEN is_counted THEN (due AT TIME ZONE 'Asia/Shanghai')::date END,
       CASE WHEN is_rectified THEN coalesce(done, now()) <= due END, again < 0.08,
       level = 1 AND is_counted AND NOT is_closed AND stage < 0.3,
       search || '演示隐患' || n || ' ' || place || ' ' || coalesce(u.name, '') || ' '
FROM row r LEFT JOIN risk_riskunit u ON u.id = r.unit_id
ORDER BY n;
"""

# What hangs on hazards: the five fixes of major ones, and the clocks of those being rectified.
_AROUND = """
INSERT INTO hazards_rectificationplan
  (created_at, updated_at, hazard_id, responsibility, measures, funds_yuan, time_limit,
   contingency, written_by)
SELECT now(), now(), h.id, '主要负责人', '更换', 20000 + h.id %% 9 * 15000,
       CASE WHEN h.id %% 10 > 0 THEN '限期完成' ELSE '' END, '专人看护', ''
FROM hazards_hazard h WHERE h.level = 1 AND h.counted_on IS NOT NULL ON CONFLICT DO NOTHING;
INSERT INTO deadlines_deadline
  (created_at, updated_at, title, subject_type, subject_id, subject_label, subject_url, started_at,
   due_at, state, evidence, region_id, rule_id)
SELECT now(), now(), r.title, 'hazards.Hazard', h.id::text, h.title, '/hazards/' || h.id || '/',
       h.found_at, h.due_at, 'running', '', h.region_id, r.id
FROM hazards_hazard h JOIN deadlines_clockrule r
  ON r.code = CASE WHEN h.level = 1 THEN 'hazards.rectify_major' ELSE 'hazards.rectify_general' END
WHERE h.state = 'rectifying' ON CONFLICT DO NOTHING;
INSERT INTO risk_riskfactor
  (enterprise_id, unit_id, kind, severity, source_type, source_id, source_url, explanation,
   recorded_at, recorded_by, lifted_by, lift_reason)
SELECT h.enterprise_id, h.unit_id, CASE WHEN h.level = 1 THEN 'major_hazard' ELSE 'open_hazard' END,
       CASE WHEN h.overdue_at IS NULL THEN '' ELSE 'overdue' END, 'hazards.Hazard', h.id::text,
       '/hazards/' || h.id || '/', h.title, h.found_at, '', '', ''
FROM hazards_hazard h
WHERE h.state NOT IN ('rejected', 'cancelled', 'looked_back') ON CONFLICT DO NOTHING;
"""

#: The tables that grow, in the state they have in service afterwards.
TABLES = (
    "hazards_hazard",
    "hazards_rectificationplan",
    "risk_riskunit",
    "risk_riskobject",
    "risk_riskevent",
    "risk_control",
    "risk_controlcheck",
    "risk_riskfactor",
    "risk_enterpriserisk",
    "deadlines_deadline",
    "enterprises_enterprise",
    "organisations_organisation",
    "regions_region",
)


def make_county(enterprises: int, actor: Actor) -> None:
    """Write places, offices, enterprises and the tables of causes, clocks and rules."""
    from anlan.supervision.hazards import reference as hazard_tables
    from anlan.supervision.risk import reference as risk_tables

    hazard_tables.load(actor)
    risk_tables.load(actor)
    million.make_places(counties=1)
    million.add_enterprises(1, enterprises, counties=1)
    values: dict[str, Any] = {"county": COUNTY, "offices": OFFICES, "objects": OBJECTS}
    with connection.cursor() as cursor:
        cursor.execute(_OFFICES, values)
        cursor.execute(_SETTLE_ENTERPRISES, values)
        cursor.execute("CREATE TEMP TABLE bench_unit_word (id int, name text, search text)")
        names = [f"{side}{word}" for side in SIDES for word in UNIT_WORDS]
        cursor.executemany(
            "INSERT INTO bench_unit_word VALUES (%s, %s, %s)",
            [(index, name, search_text(name)) for index, name in enumerate(names)],
        )
        cursor.execute(
            "CREATE TEMP TABLE bench_problem "
            "(id int, title text, search text, category text, may_be_major bool)"
        )
        cursor.executemany("INSERT INTO bench_problem VALUES (%s, %s, %s, %s, %s)", problems())


def problems() -> list[tuple[int, str, str, str, bool]]:
    """What is wrong, and where: number, words, search words, cause, whether it may be major."""
    found = [
        (f"{side}{words}", category, may_be_major)
        for findings in FINDINGS.values()
        for words, category, may_be_major in findings
        for side in SIDES
    ]
    return [
        (index, title, search_text(title), category, may_be_major)
        for index, (title, category, may_be_major) in enumerate(found)
    ]


def add_rows(*, enterprises: int, units: int, hazards: int, first: bool, actor: Actor) -> None:
    """Write the first thousand units and hazards, spread over the years, or all the others."""
    values: dict[str, Any] = {"enterprises": enterprises, "objects": OBJECTS, "first": first}
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM organisations_organisation WHERE kind = 'department'")
        office = cursor.fetchone()[0]
        with _unindexed("risk_riskunit"):
            cursor.execute(
                _UNITS,
                values
                | {
                    "total": units,
                    "stride": max(1, units // FEW),
                    "words": len(SIDES) * len(UNIT_WORDS),
                },
            )
        cursor.execute("ANALYZE risk_riskunit")
        cursor.execute(_TREE % ())
        with _unindexed("hazards_hazard"):
            cursor.execute(
                _HAZARDS,
                values
                | {
                    "total": hazards,
                    "stride": max(1, hazards // FEW),
                    "problems": len(problems()),
                    "office": office,
                    "offices": OFFICES,
                },
            )
        cursor.execute("ANALYZE hazards_hazard")
        cursor.execute(_AROUND % ())
    level_units()
    settle(actor)


@contextmanager
def _unindexed(table: str) -> Iterator[None]:
    """Write many rows without indexes and foreign keys, which are made again at the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname",
            [table],
        )
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid = %s::regclass AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [table],
        )
        indexes = cursor.fetchall()
        quote = connection.ops.quote_name
        # Names and definitions come from the catalogue of the database itself.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, _definition in keys:
            cursor.execute(f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(name)}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for name, definition in keys:
            cursor.execute(f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(name)} {definition}")
        cursor.execute("RESET maintenance_work_mem")


def level_units() -> None:
    """Set the levels of all units with open factors by the rules in use."""
    from anlan.supervision.risk.grading import grade
    from anlan.supervision.risk.services.factors import current_rules

    rules, _version = current_rules()
    factors: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.id, u.residual_level, f.kind, f.severity FROM risk_riskfactor f "
            "JOIN risk_riskunit u ON u.id = f.unit_id WHERE f.lifted_at IS NULL"
        )
        for unit, residual, kind, severity in cursor.fetchall():
            factors[unit, residual].append((kind, severity))
        levels = {
            unit: grade(residual, weighing, rules).level
            for (unit, residual), weighing in factors.items()
        }
        _set_levels(cursor, "risk_riskunit", "current_level", levels)


def settle(actor: Actor) -> None:
    """Count the tallies, bring the enterprises up to them, and clean the tables up."""
    from anlan.supervision.risk.grading import grade
    from anlan.supervision.risk.public import rebuild_tallies
    from anlan.supervision.risk.services.factors import current_rules

    rebuild_tallies(actor=actor)
    rules, _version = current_rules()
    own: dict[int, list[tuple[str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE risk_enterpriserisk SET level = CASE WHEN red > 0 THEN 1 WHEN orange > 0 THEN 2"
            " WHEN yellow > 0 THEN 3 WHEN blue > 0 THEN 4 ELSE own_level END"
        )
        cursor.execute(
            "SELECT enterprise_id, kind, severity FROM risk_riskfactor "
            "WHERE unit_id IS NULL AND lifted_at IS NULL"
        )
        for enterprise, kind, severity in cursor.fetchall():
            own[enterprise].append((kind, severity))
        cursor.execute("SELECT enterprise_id, level FROM risk_enterpriserisk")
        levels = {pk: grade(level, own.get(pk, []), rules).level for pk, level in cursor.fetchall()}
        _set_levels(cursor, "risk_enterpriserisk", "level", levels, key="enterprise_id")
        cursor.execute(
            "UPDATE enterprises_enterprise e SET risk_level = t.level FROM risk_enterpriserisk t "
            "WHERE t.enterprise_id = e.id AND t.level <> e.risk_level"
        )
        verb = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
        for table in TABLES:
            cursor.execute(f"{verb} {table}")


def _set_levels(
    cursor: Any, table: str, column: str, levels: dict[int, int], key: str = "id"
) -> None:
    ids: Sequence[int] = list(levels)
    # Only names of our own are written into the statement.
    cursor.execute(
        f"UPDATE {table} r SET {column} = n.level "  # noqa: S608
        f"FROM unnest(%s::bigint[], %s::int[]) AS n (id, level) "
        f"WHERE r.{key} = n.id AND r.{column} <> n.level",
        [ids, [levels[pk] for pk in ids]],
    )
