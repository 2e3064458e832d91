"""Papers of campaigns: the notice of a period 通报 and the table submitted upward 汇总表.

``manage build_campaign_forms`` writes the Word forms to ``data/documents``; a test fails when
recipe and form differ. Words of the papers are official Chinese in every interface language.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from anlan.base.documents.public import OfficialPaper, official_date
from anlan.governance.campaigns.models import CampaignNotice, Review, Standing
from anlan.governance.campaigns.periods import period_label
from anlan.governance.campaigns.selectors.agenda import Behind

FOLDER = Path(__file__).parent / "data" / "documents"


def build_notice() -> OfficialPaper:
    """通报: general situation, the list, praise, criticism, what is asked for."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}文件", number="{{ number }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressees }}：")
    paper.body("{{ opening }}")
    paper.heading("一、总体情况")
    paper.control("{%p for line in situation %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.table(
        ["名次", "单位", "得分", "到期任务", "按期完成", "逾期", "报表按时", "隐患按期销号"],
        [
            "{{ u.rank }}",
            "{{ u.unit }}",
            "{{ u.score }}",
            "{{ u.due }}",
            "{{ u.done }}",
            "{{ u.overdue }}",
            "{{ u.forms }}",
            "{{ u.hazards }}",
        ],
        [14, 38, 16, 18, 18, 14, 18, 20],
        "u in units",
    )
    paper.heading("二、通报表扬")
    paper.control("{%p for line in praised %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("三、通报批评")
    paper.control("{%p for line in criticised %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("四、工作要求")
    paper.control("{%p for line in demands %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.remark("计分办法：{{ method }}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"notice": build_notice}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths


def notice_title(review: Review) -> str:
    """关于2026年第3季度…工作情况的通报."""
    period = period_label(review.cadence, review.starts_on, review.ends_on)
    return f"关于{period}{review.campaign.name}工作情况的通报"[:200]


def situation_words(review: Review, rows: Sequence[Standing], late: Sequence[Behind]) -> str:
    """Two paragraphs: what was due and done; what is overdue."""
    due = sum(row.figures["due"] for row in rows)
    done = sum(row.figures["done"] for row in rows)
    forms_due = sum(row.figures["forms_due"] for row in rows)
    forms = sum(row.figures["forms_in_time"] for row in rows)
    hazards_due = sum(row.figures["hazards_due"] for row in rows)
    hazards = sum(row.figures["hazards_cleared"] for row in rows)
    day = official_date(review.ends_on)
    first = (
        f"截至{day}，参加行动的单位{len(rows)}个；到期任务{due}项，按期完成{done}项"
        f"{_rate(done, due)}；到期报表{forms_due}份，按时报送{forms}份{_rate(forms, forms_due)}；"
        f"到期问题隐患{hazards_due}条，按期销号{hazards}条{_rate(hazards, hazards_due)}。"
    )
    if not late:
        return first + "\n目前没有逾期事项。"
    major = sum(1 for row in late if row.is_major)
    second = f"目前逾期事项{len(late)}项，涉及单位{len({row.unit_id for row in late})}个"
    if major:
        second += f"，其中重大事故隐患{major}条"
    return f"{first}\n{second}。"


def _rate(part: int, whole: int) -> str:
    return f"（{part / whole:.1%}）" if whole else ""


def praise_words(row: Standing) -> dict[str, Any]:
    """Why a unit is praised."""
    figures = row.figures
    words = [f"得分{_score(row)}分，列第{row.rank}名"]
    if figures["due"]:
        words.append(f"到期任务{figures['due']}项，按期完成{figures['done']}项")
    if figures["forms_due"]:
        words.append(f"报表按时报送{figures['forms_in_time']}份")
    return {"unit_id": row.unit_id, "unit": str(row.unit), "text": "，".join(words) + "。"}


def criticism_words(row: Standing, late: Sequence[Behind]) -> dict[str, Any]:
    """Why a unit is criticised: its rank, how much is overdue, the oldest of it."""
    own = [item for item in late if item.unit_id == row.unit_id]
    words = [f"得分{_score(row)}分，列第{row.rank}名", f"逾期事项{len(own)}项"]
    if own:
        oldest = max(own, key=lambda item: item.days_late)
        words.append(f"其中“{oldest.title[:40]}”逾期{oldest.days_late}天")
    return {"unit_id": row.unit_id, "unit": str(row.unit), "text": "，".join(words) + "。"}


def _score(row: Standing) -> str:
    return f"{row.score:.1f}" if row.score is not None else "—"


def demand_words(late: Sequence[Behind]) -> str:
    """What follows: named items, the rest in general."""
    lines = []
    for item in [row for row in late if row.is_major][:5]:
        lines.append(
            f"{item.unit}：“{item.title[:40]}”应于{official_date(item.due_on)}前销号，"
            "须立即落实管控措施，限期整改到位。"
        )
    lines.append("被通报批评的单位要查明原因，于收到通报之日起5个工作日内书面报告整改措施。")
    lines.append("各单位要对照任务和问题隐患清单逐项销号，按时报送报表，确保数据真实准确。")
    return "\n".join(f"{number}．{line}" for number, line in enumerate(lines, 1))


def notice_content(notice: CampaignNotice, rows: Sequence[Standing]) -> dict[str, Any]:
    """Return what the Word form is filled with."""
    campaign = notice.review.campaign
    criteria = campaign.criteria.all()
    return {
        "issuer": campaign.office.name,
        "addressees": "各有关部门，各乡镇（街道）",
        "opening": f"现将{campaign.name}有关情况通报如下。",
        "situation": [line for line in notice.situation.split("\n") if line.strip()],
        "units": [
            {
                "rank": row.rank or "—",
                "unit": str(row.unit),
                "score": _score(row),
                "due": row.figures["due"],
                "done": row.figures["done"],
                "overdue": row.figures["overdue"],
                "forms": f"{row.figures['forms_in_time']}/{row.figures['forms_due']}",
                "hazards": f"{row.figures['hazards_cleared']}/{row.figures['hazards_due']}",
            }
            for row in rows
        ],
        "praised": _lines(notice.praised),
        "criticised": _lines(notice.criticised),
        "demands": [line for line in notice.demands.split("\n") if line.strip()],
        "method": "；".join(f"{c.name}{c.weight}分（{c.formula}）" for c in criteria),
    }


def _lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{row['unit']}：{row['text']}" for row in rows] or ["无。"]
