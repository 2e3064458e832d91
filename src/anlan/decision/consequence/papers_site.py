"""The report of a quantitative risk assessment 定量风险评价报告 as Word. Official Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.base.documents.public import OfficialPaper, official_time
from anlan.decision.consequence.effects.site.case import CLASSES
from anlan.decision.consequence.models import SiteAssessment
from anlan.decision.consequence.selectors.exposure import KINDS
from anlan.decision.consequence.selectors.site_ranking import ranked_targets
from anlan.decision.consequence.site_words import (
    EQUIPMENT,
    LEAKS,
    METHOD_REASONS,
    METHODS,
    OUTCOMES,
    REMARKS,
    power_of_ten,
    reason,
    whole,
)
from anlan.decision.consequence.words import remark
from anlan_science.risk import cpr18e_1999_ignition, cpr18e_1999_leaks, gb36894_2018

FOLDER = Path(__file__).parent / "data" / "documents"
STATUSES = {"verified": "已验证", "unverified": "未验证"}
SOCIETAL = {
    "acceptable": "可接受",
    "reduce": "尽可能降低区",
    "unacceptable": "不可接受",
}
SHORT = {"first": "高敏感、重要、一类", "second": "二类", "third": "三类"}
DIRECTIONS = (
    "北", "北北东", "东北", "东北东", "东", "东南东", "东南", "南南东",
    "南", "南南西", "西南", "西南西", "西", "西北西", "西北", "北北西",
)  # fmt: skip
#: Rows of a table of the report; the page has the rest.
ROWS = 400
#: Of events and targets the gravest; how many more there are is said below the table.
GRAVEST = 100
CURVE_ROWS = 40


def build_report() -> OfficialPaper:
    """定量风险评价报告: what was computed from what, step by step, and what came out."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}　　计算时间：{{ made_at }}　　计算人：{{ made_by }}")
    paper.heading("一、结论")
    paper.control("{%p for line in conclusions %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("二、评价方法")
    paper.control("{%p for line in method %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("三、装置、物料和存量")
    paper.table(
        ["企业", "容器", "物料", "存量（吨）", "设备类型"],
        ["{{ v.owner }}", "{{ v.name }}", "{{ v.substance }}", "{{ v.quantity }}", "{{ v.kind }}"],
        [40, 30, 30, 18, 38],
        "v in vessels",
    )
    paper.control("{%p if left_out %}")
    paper.body("未纳入计算的容器和泄漏情形：")
    paper.control("{%p endif %}")
    paper.control("{%p for line in left_out %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("四、泄漏频率、点火和事件树")
    paper.control("{%p for line in frequencies %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.table(
        ["容器", "泄漏", "后果", "频率（次/年）", "影响距离（米）", "PLL（人/年）"],
        [
            "{{ e.vessel }}",
            "{{ e.leak }}",
            "{{ e.outcome }}",
            "{{ e.frequency }}",
            "{{ e.reach }}",
            "{{ e.loss }}",
        ],
        [32, 32, 26, 24, 20, 22],
        "e in events",
    )
    paper.body("{{ events_note }}")
    paper.heading("五、气象")
    paper.body("{{ weather }}")
    paper.table(
        ["风向（来向）", "昼", "夜", "全年"],
        ["{{ w.direction }}", "{{ w.day }}", "{{ w.night }}", "{{ w.year }}"],
        [40, 38, 38, 38],
        "w in winds",
    )
    paper.table(
        ["天气类别", "昼", "夜", "全年"],
        ["{{ w.name }}", "{{ w.day }}", "{{ w.night }}", "{{ w.year }}"],
        [40, 38, 38, 38],
        "w in classes",
    )
    paper.heading("六、人口")
    paper.body("{{ people }}")
    paper.heading("七、个人风险")
    paper.table(
        ["个人风险（/年）", "面积（平方公里）"],
        ["{{ c.value }}", "{{ c.area }}"],
        [60, 60],
        "c in contours",
    )
    paper.table(
        ["防护目标", "人数", "类别", "个人风险", "基准", "是否符合"],
        [
            "{{ t.name }}",
            "{{ t.people }}",
            "{{ t.target }}",
            "{{ t.risk }}",
            "{{ t.limit }}",
            "{{ t.met }}",
        ],
        [42, 16, 40, 22, 18, 18],
        "t in targets",
    )
    paper.body("{{ targets_note }}")
    paper.heading("八、社会风险")
    paper.body("{{ societal }}")
    paper.table(
        ["死亡人数N", "频率F（次/年）", "可接受线", "不可接受线"],
        ["{{ f.deaths }}", "{{ f.frequency }}", "{{ f.acceptable }}", "{{ f.unacceptable }}"],
        [36, 40, 40, 40],
        "f in curve",
    )
    paper.heading("九、模型、数据来源和验证状态")
    paper.table(
        ["模型", "来源", "状态"],
        ["{{ m.id }}", "{{ m.citation }}", "{{ m.status }}"],
        [40, 94, 22],
        "m in models",
    )
    paper.heading("十、假定和提示")
    paper.control("{%p for line in remarks %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    return paper


def build_all() -> list[Path]:
    """Write the form; returns its path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "site_risk.docx"
    build_report().save(path)
    return [path]


def _note(what: str, count: int, order: str) -> str:
    more = count - GRAVEST
    rest = f"，另有{more}项未列" if more > 0 else ""
    return f"共{what}{count}项，{order}{rest}。"


def _verified(is_verified: bool) -> str:
    return "已核对" if is_verified else "未核对"


def _percent(value: float) -> str:
    return f"{100.0 * value:.1f}%"


def report_context(assessment: SiteAssessment) -> dict[str, Any]:
    """Return what the report says."""
    inputs, result = assessment.inputs, assessment.result
    vessels = {row["key"]: row for row in inputs["vessels"]}
    return {
        "made_at": official_time(assessment.finished_at or assessment.made_at),
        "made_by": assessment.made_by,
        "conclusions": _conclusions(assessment),
        "method": _method(assessment),
        "vessels": [
            {
                "owner": row["owner"],
                "name": row["name"],
                "substance": row["substance"],
                "quantity": f"{row['quantity_kg'] / 1000.0:g}",
                "kind": f"{EQUIPMENT[row['equipment']]}，表{_table(row['equipment'])}",
            }
            for row in inputs["vessels"][:ROWS]
        ],
        "left_out": [
            *(
                f"{row['owner']}{row['name']}，{row['substance']}：{reason(row['reason'])}。"
                for row in inputs["left_out"][:ROWS]
            ),
            *(
                f"{vessels[key]['name']}，{_leak(leak)}：{reason(code)}。"
                for key, leak, code in result["left_out"][:ROWS]
            ),
        ],
        "frequencies": _frequencies(assessment),
        "events": [
            {
                "vessel": vessels[event["vessel"]]["name"],
                "leak": str(LEAKS[event["leak"]]),
                "outcome": str(OUTCOMES[event["outcome"]]),
                "frequency": power_of_ten(event["frequency"]),
                "reach": f"{event['reach']:.0f}",
                "loss": power_of_ten(event["loss"]),
            }
            for event in sorted(result["events"], key=lambda e: -e["loss"])[:GRAVEST]
        ],
        "events_note": _note("事故情形", len(result["events"]), "按潜在生命损失排列"),
        "targets_note": _note("防护目标", assessment.targets_count, "按占用基准的比例排列"),
        "weather": f"来源：{inputs['weather']['source']}。天气类别为紫皮书六类"
        "（稳定度和10米风速），昼为7时至19时。",
        "winds": _winds(inputs["weather"]),
        "classes": _classes(inputs["weather"]),
        "people": _people(inputs),
        "contours": [
            {
                "value": contour.label,
                "area": f"{contour.area_km2:.3f}" if contour.shape is not None else "未达到",
            }
            for contour in assessment.contours.all()
        ],
        "targets": [
            {
                "name": row["name"],
                "people": row["people"],
                "target": f"{SHORT[row['target']]}（{row['clause'].rpartition(' ')[2]}，"
                f"{_verified(row['is_verified'])}）",
                "risk": power_of_ten(risk),
                "limit": power_of_ten(row["limit"]),
                "met": "符合" if risk <= row["limit"] else "超过基准",
            }
            for risk, row in ranked_targets(assessment)[:GRAVEST]
        ],
        "societal": f"按GB 36894-2018图1判定为：{SOCIETAL[assessment.societal_zone]}。潜在生命损失"
        f"（PLL）{power_of_ten(assessment.loss_of_life)}人/年。",
        "curve": _curve(result["curve"]),
        "models": [
            {
                "id": m["id"],
                "citation": m["citation"],
                "status": STATUSES.get(m["status"], m["status"]),
            }
            for m in assessment.model_list
        ],
        "remarks": _remarks(assessment),
    }


def _leak(name: str) -> str:
    leak, _colon, outcome = name.partition(": ")
    words = str(LEAKS.get(leak, leak))
    return f"{words}、{OUTCOMES.get(outcome, outcome)}" if outcome else words


def _table(equipment: str) -> str:
    return cpr18e_1999_leaks.EQUIPMENT[equipment].table


def _conclusions(assessment: SiteAssessment) -> list[str]:
    basis = "在役" if assessment.inputs["settings"]["is_in_use"] else "新建、改建、扩建"
    count, missed = assessment.targets_count, assessment.targets_missed
    lines = [
        f"个人风险：按GB 36894-2018表1（{basis}装置），评价范围周边登记的防护目标{count}处，"
        f"其中{missed}处超过基准。最大个人风险{power_of_ten(assessment.greatest_risk)}/年。",
        f"社会风险：{SOCIETAL[assessment.societal_zone]}（GB 36894-2018图1）；"
        f"潜在生命损失{power_of_ten(assessment.loss_of_life)}人/年。",
    ]
    if assessment.verification != "verified":
        lines.append(
            "验证状态：未验证。至少一个模型或数据没有与独立算例或标准原文核对（见第九部分），"
            "结论仅供参考，正式评价应由具备资质的机构复核。"
        )
    return lines


def _method(assessment: SiteAssessment) -> list[str]:
    method = assessment.inputs["method"]
    gases = "；".join(f"{name} {q:g}吨/临界量{t:g}吨" for name, q, t in method["gases"])
    lines = [
        "按GB/T 37243-2019（未核对原文），外部安全防护距离的确定方法为："
        f"{METHODS[method['method']]}。"
        f"{METHOD_REASONS[method['method']]}",
        f"有毒、易燃气体：{gases or '无登记'}；比值之和{method['sum']:.2f}。",
    ]
    if method["method"] != "risk":
        lines.append("本报告仍给出定量风险计算结果，供比较使用。")
    return lines


def _frequencies(assessment: SiteAssessment) -> list[str]:
    kinds = sorted({row["equipment"] for row in assessment.inputs["vessels"]})
    lines = []
    for kind in kinds:
        row = cpr18e_1999_leaks.EQUIPMENT[kind]
        leaks = "，".join(f"{LEAKS[x.kind]}{power_of_ten(x.frequency)}/年" for x in row.leaks)
        lines.append(f"{EQUIPMENT[kind]}：{leaks}（CPR 18E 表{row.table}，未核对原文）。")
    direct = cpr18e_1999_ignition.DIRECT
    words = "；".join(
        f"{name}{'/'.join(f'{p:g}' for p in direct[row])}"
        for name, row in (
            ("液体", cpr18e_1999_ignition.Reactivity.LIQUID),
            ("低活性气体", cpr18e_1999_ignition.Reactivity.LOW_GAS),
            ("其他气体", cpr18e_1999_ignition.Reactivity.GAS),
        )
    )
    lines.append(
        "立即点火概率（连续泄漏10、100 kg/s，瞬时泄漏1、10 t为界，CPR 18E 表4.5，未核对原文）："
        f"{words}。延迟点火概率{assessment.inputs['settings']['delayed_ignition']:g}；延迟点火中"
        "40%为爆炸、60%为闪火；压力容器瞬时泄漏立即点火70%为火球（CPR 18E 4.7，未核对原文）。"
    )
    return lines


def _year(day: list[list[float]], night: list[list[float]], axis: int) -> list[tuple[float, float]]:
    if axis == 0:
        return [(sum(a), sum(b)) for a, b in zip(day, night, strict=True)]
    columns = range(len(day[0]))
    return [(sum(row[c] for row in day), sum(row[c] for row in night)) for c in columns]


def _shares(pairs: list[tuple[float, float]], names: list[str], key: str) -> list[dict[str, str]]:
    return [
        {
            key: name,
            "day": _percent(day),
            "night": _percent(night),
            "year": _percent((day + night) / 2.0),
        }
        for name, (day, night) in zip(names, pairs, strict=True)
    ]


def _winds(weather: dict[str, Any]) -> list[dict[str, str]]:
    return _shares(_year(weather["day"], weather["night"], 0), list(DIRECTIONS), "direction")


def _classes(weather: dict[str, Any]) -> list[dict[str, str]]:
    names = [f"{letter}类，{speed:g}米每秒" for letter, speed in CLASSES]
    return _shares(_year(weather["day"], weather["night"], 1), names, "name")


def _people(inputs: dict[str, Any]) -> str:
    by_kind: dict[str, list[int]] = {}
    for row in inputs["people"]:
        found = by_kind.setdefault(row["kind"], [0, 0, 0])
        found[0] += 1
        found[1] += row["day"]
        found[2] += row["night"]
    words = "；".join(
        f"{KINDS.get(kind, '企业从业人员')}{number}处，昼{day}人、夜{night}人"
        for kind, (number, day, night) in sorted(by_kind.items())
    )
    return (
        f"评价范围外5公里内：{words or '无登记人口'}。发生泄漏的企业自身人员不计入社会风险"
        "（GB 36894-2018 2.2，未核对原文）。"
    )


def _curve(curve: list[list[float]]) -> list[dict[str, str]]:
    step = max(1, -(-len(curve) // CURVE_ROWS))
    rows = curve[::step]
    if curve and rows[-1] != curve[-1]:
        rows = [*rows, curve[-1]]
    found = []
    for deaths, frequency in rows:
        low, high = gb36894_2018.lines(deaths)
        found.append(
            {
                "deaths": whole(deaths),
                "frequency": power_of_ten(frequency),
                "acceptable": power_of_ten(float(low)),
                "unacceptable": power_of_ten(float(high)),
            }
        )
    return found


def _remarks(assessment: SiteAssessment) -> list[str]:
    known = assessment.inputs["settings"]
    raster = assessment.result["raster"]
    return [
        f"设定：气温{known['temperature_c']:g}℃，相对湿度{known['humidity_percent']:g}%，"
        f"液池面积上限{known['pool_area_m2']:g}平方米，未登记的气体压力取"
        f"{known['gas_pressure_kpa']:g} kPa（绝压）。",
        f"网格{raster['cells'][0]}×{raster['cells'][1]}，间距{raster['side_m']:.1f}米。",
        *(f"{REMARKS.get(key) or remark(key)}" for key in assessment.remarks),
        *(f"超出公布范围：{c['model']} {c['name']} {c['text']}" for c in assessment.caveats),
        f"模型版本：{assessment.science_version}；输入校验码：{assessment.checksum}；"
        f"结果校验码：{assessment.digest}。输入相同、版本相同，结果逐位相同。",
    ]
