"""The Word forms of supervision documents, as recipes, and what they are filled with.

``manage build_oversight_forms`` writes them to ``data/documents``; a test fails when recipe and
form differ. Words of the papers are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from anlan.base.audit.public import records_about
from anlan.base.documents.public import (
    DocumentInfo,
    OfficialPaper,
    documents_of,
    official_date,
    official_time,
    render_document,
)
from anlan.base.files.public import attachments_of
from anlan.base.regions.public import county_of
from anlan.governance.oversight.choices import UNISSUED
from anlan.governance.oversight.models import Order
from anlan.kernel.actor import Actor
from anlan.kernel.audit_actions import audit_action

FOLDER = Path(__file__).parent / "data" / "documents"
#: Kinds decided by the committee itself, not by its office.
OF_COMMITTEE = ("criticism", "yellow_card", "veto", "transfer")
DISCIPLINE = "纪律检查委员会、监察委员会"


def build_notice() -> OfficialPaper:
    """督办类文书: facts, basis, demand, day to answer."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}", signatory="{{ signatory }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.heading("一、基本情况")
    paper.body("{{ reason }}")
    paper.control("{%p for line in facts %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("二、依据")
    paper.body("{{ basis }}。")
    paper.heading("三、要求")
    paper.body("{{ demand }}")
    paper.control("{%p for line in terms %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    paper.imprint(copies="抄送：{{ copy_to }}", printed="{{ issuer }}　　{{ issued_on }}印发")
    return paper


def build_transfer() -> OfficialPaper:
    """问题线索移送函: facts, documents before, receipts, answers, audit excerpt, files."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}", signatory="{{ signatory }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.body("{{ demand }}")
    paper.heading("一、涉及单位和人员")
    paper.body("{{ concerned }}")
    paper.heading("二、基本事实")
    paper.body("{{ reason }}")
    paper.control("{%p for line in facts %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("三、已下发文书及办理情况")
    paper.table(
        ["文书", "文号", "下发", "签收", "期限", "办理情况"],
        [
            "{{ o.kind }}",
            "{{ o.number }}",
            "{{ o.issued }}",
            "{{ o.signed }}",
            "{{ o.due }}",
            "{{ o.state }}",
        ],
        [22, 38, 24, 24, 24, 24],
        "o in orders",
    )
    paper.heading("四、书面回复摘录")
    paper.table(
        ["时间", "回复人", "内容", "核查意见"],
        ["{{ a.at }}", "{{ a.by }}", "{{ a.text }}", "{{ a.comment }}"],
        [30, 24, 62, 40],
        "a in answers",
    )
    paper.heading("五、操作记录摘录")
    paper.table(
        ["时间", "人员", "操作", "说明"],
        ["{{ r.at }}", "{{ r.by }}", "{{ r.what }}", "{{ r.reason }}"],
        [36, 30, 50, 40],
        "r in records",
    )
    paper.heading("六、材料清单")
    paper.table(
        ["序号", "材料", "校验值（SHA-256前16位）"],
        ["{{ f.no }}", "{{ f.name }}", "{{ f.sha }}"],
        [16, 90, 50],
        "f in files",
    )
    paper.body("依据：{{ basis }}。")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"notice": build_notice, "transfer": build_transfer}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths


def issuer_name(order: Order) -> str:
    """Return who signs: the committee, its office, or the township."""
    if order.office.kind == "township":
        return order.office.name
    county = county_of(order.organisation.region_id)
    committee = f"{county.name if county else ''}安全生产委员会"
    return committee if order.kind.code in OF_COMMITTEE else f"{committee}办公室"


def order_context(order: Order) -> dict[str, Any]:
    """Return what the form of a notice is filled with."""
    terms = []
    if order.meets_at is not None:
        place = order.meeting_place or "县安委会办公室"
        terms.append(f"约谈时间：{official_time(order.meets_at)}。约谈地点：{place}。")
    if order.person is not None:
        terms.append(f"约谈（告知）对象：{order.person.title}{order.person.name}。")
    if order.kind.needs_answer:
        terms.append(f"请于{official_date(order.due_on)}前签收办理并书面回复。")
    return {
        "issuer": issuer_name(order),
        "signatory": order.approved_by,
        "addressee": order.organisation.name,
        "reason": order.reason,
        "facts": [f"{row['label']}：{row['value']}。" for row in order.facts],
        "basis": order.kind.legal_basis,
        "demand": order.demand,
        "terms": terms,
        "copy_to": order.copy_to or "无",
    }


def _chain(order: Order) -> list[Order]:
    """The documents issued before on the same matter or to the same unit, the oldest first."""
    rows = Order.objects.filter(organisation_id=order.organisation_id).exclude(state__in=UNISSUED)
    rows = rows.exclude(pk=order.pk).select_related("kind")
    if order.subject_type:
        same = rows.filter(subject_type=order.subject_type, subject_id=order.subject_id)
        if same.exists():
            rows = same
    return list(rows.order_by("issued_at")[:30])


def _standing(order: Order) -> str:
    if order.closed_at is not None:
        return "已办结"
    return "逾期" if order.is_overdue else "办理中"


def transfer_context(order: Order, actor: Actor) -> dict[str, Any]:
    """Return the package of a transfer: facts, orders, receipts, answers, audit, files."""
    chain = _chain(order)
    answers = [answer for found in chain for answer in found.answers.all()]
    papers = [paper for found in chain for paper in documents_of(found, actor)]
    files = [(f"{paper.title} {paper.number}", paper.sha256) for paper in papers]
    files += [
        (f"{answer.order.number} 回复附件 {file.name}", file.sha256)
        for answer in answers
        for file in attachments_of(answer)
    ]
    county = county_of(order.organisation.region_id)
    who = order.organisation.name
    if order.person is not None:
        who += f"；{order.person.title}{order.person.name}"
    return {
        **order_context(order),
        "addressee": f"{county.name if county else ''}{DISCIPLINE}",
        "concerned": who,
        "orders": [
            {
                "kind": found.kind.name,
                "number": found.number,
                "issued": official_date(found.issued_at) if found.issued_at else "—",
                "signed": official_date(found.signed_at) if found.signed_at else "未签收",
                "due": official_date(found.due_on),
                "state": "已办结"
                if found.closed_at
                else ("逾期" if found.is_overdue else "办理中"),
            }
            for found in chain
        ],
        "answers": [
            {
                "at": official_date(answer.made_at),
                "by": answer.made_by,
                "text": answer.text[:300],
                "comment": answer.comment[:200] or "—",
            }
            for answer in answers
        ],
        "records": [
            {
                "at": f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}",
                "by": row.actor_name,
                "what": str(audit_action(row.action).sentence).format(object=row.object_label[:40]),
                "reason": row.reason[:120],
            }
            for row in records_about(
                [(Order._meta.label, [str(found.pk) for found in chain])]
            ).order_by("at", "pk")[:60]
        ],
        "files": [
            {"no": number, "name": name, "sha": sha[:16]}
            for number, (name, sha) in enumerate(files, 1)
        ],
    }


def render_order(order: Order, actor: Actor) -> DocumentInfo:
    """Make the paper of a document about to be issued."""
    with override(settings.LANGUAGE_CODE):
        is_transfer = order.kind.code == "transfer"
        context = transfer_context(order, actor) if is_transfer else order_context(order)
    county = county_of(order.organisation.region_id)
    return render_document(
        template_code=f"oversight.{order.kind.code}",
        context=context,
        subject=order,
        actor=actor,
        title=order.title,
        county_sign=county.name[:1] if county else "安",
    )
