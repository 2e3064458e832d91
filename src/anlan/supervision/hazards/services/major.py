"""What the law asks for a major hazard: notice, dual report, orders to stop."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import render_document
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.hazards.choices import NoticeRole, ReportAudience, SuspensionKind
from anlan.supervision.hazards.constants import (
    DUAL_REPORT_CLOCK,
    NOTICE_CLOCK,
    NOTICE_HOURS,
    SUSPENSION_BASIS,
)
from anlan.supervision.hazards.errors import HazardFinished, NotMajor
from anlan.supervision.hazards.events import SuspensionLifted, SuspensionOrdered
from anlan.supervision.hazards.models import (
    DualReport,
    Hazard,
    HazardNotice,
    SuspensionOrder,
)
from anlan.supervision.hazards.papers import notice_context, suspension_context
from anlan.supervision.hazards.permissions import DUAL_REPORT, NOTIFY, SUSPEND
from anlan.supervision.hazards.services.common import (
    county_sign,
    flow,
    limit,
    locked,
    meet_clock,
    tell,
)

ORANGE = 2


def _major(hazard_id: int, actor: Actor, permission: str) -> Hazard:
    hazard = locked(hazard_id, actor)
    require(actor, permission, hazard)
    if not hazard.is_major:
        raise NotMajor
    if not hazard.is_open:
        raise HazardFinished
    return hazard


@transaction.atomic
def notify_major(
    *,
    hazard_id: int,
    actor: Actor,
    controller_name: str = "",
    controller_id: int | None = None,
) -> list[HazardNotice]:
    """Give written notice to the principal and to the actual controller; both must confirm.

    The controller is the one named here, else the dossier's, else the principal. Raises
    ``WrongState`` when nobody is recorded at the enterprise.
    """
    hazard = _major(hazard_id, actor, NOTIFY)
    if hazard.enterprise_id is None:
        raise WrongState(_("No enterprise is concerned: there is nobody to notify."))
    enterprise = get_enterprise(hazard.enterprise_id, flow())
    principal = enterprise.principal or enterprise.safety_manager
    if principal is None:
        raise WrongState(
            _("No principal is recorded in the dossier of the enterprise: add the contact first.")
        )
    named = controller_name.strip() or _person_name(controller_id)
    recorded = enterprise.controller or principal
    if named in ("", recorded.name):
        named, controller_id = recorded.name, recorded.person_id
    paper = render_document(
        template_code="hazards.major_notice",
        context=notice_context(hazard, enterprise.name, principal.name, named),
        subject=hazard,
        actor=actor,
        title=f"{enterprise.name}重大事故隐患告知书",
        county_sign=county_sign(hazard.region_id),
    )
    wanted: list[tuple[str, str, int | None]] = [
        (NoticeRole.PRINCIPAL, principal.name, principal.person_id),
        (NoticeRole.CONTROLLER, named, controller_id),
    ]
    sent: dict[int, int] = {}
    notices = []
    for role, name, person_id in wanted:
        if person_id is not None and person_id not in sent:
            ids = notify(
                kind="hazards.major_notice",
                person_ids=[person_id],
                title=_("Major hazard: %(title)s") % {"title": hazard.title},
                body=hazard.description,
                url=hazard.get_absolute_url(),
                level=ORANGE,
                subject=hazard,
                must_confirm=True,
                confirm_within_s=limit(NOTICE_HOURS) * 3600,
                actor=flow(),
            )
            if ids:
                sent[person_id] = ids[0]
        notice, _made = HazardNotice.objects.update_or_create(
            hazard=hazard,
            role=role,
            name=name,
            defaults={
                "person_id": person_id,
                "notification_id": sent.get(person_id) if person_id is not None else None,
                "document_id": paper.id,
                "sent_at": clock.now(),
            },
        )
        notices.append(notice)
    meet_clock(hazard, NOTICE_CLOCK, evidence=paper.number)
    audit(
        actor,
        "hazards.notice.sent",
        hazard,
        after={"paper": paper.number, "to": [n.name for n in notices]},
    )
    return notices


def _person_name(person_id: int | None) -> str:
    from anlan.base.organisations.public import person_info

    return "" if person_id is None else person_info(person_id).name


@transaction.atomic
def confirm_notice(*, notification_id: int, actor: Actor) -> int:
    """Record that the notice was confirmed in the inbox; returns how many capacities it answers."""
    rows = HazardNotice.objects.select_for_update().filter(
        notification_id=notification_id, confirmed_at__isnull=True
    )
    found = list(rows.select_related("hazard"))
    for notice in found:
        notice.confirmed_at = clock.now()
        notice.save(update_fields=["confirmed_at", "updated_at"])
        audit(actor, "hazards.notice.confirmed", notice.hazard, after={"by": notice.name})
    return len(found)


@transaction.atomic
def record_notice_receipt(*, notice_id: int, evidence: str, actor: Actor) -> HazardNotice:
    """Record a receipt signed on paper, for who has no account here."""
    notice = get_visible(HazardNotice, notice_id, actor=actor, lock=True)
    hazard = locked(notice.hazard_id, actor)
    require(actor, NOTIFY, hazard)
    if not evidence.strip():
        raise InvalidInput(fields={"evidence": _("Say what proves the receipt.")})
    notice.confirmed_at = notice.confirmed_at or clock.now()
    notice.evidence = evidence.strip()[:300]
    notice.save(update_fields=["confirmed_at", "evidence", "updated_at"])
    audit(actor, "hazards.notice.confirmed", hazard, after={"by": notice.name}, reason=evidence)
    return notice


@transaction.atomic
def record_dual_report(
    *, hazard_id: int, audience: str, manner: str, content: str, actor: Actor
) -> DualReport:
    """Record one of the two reports of a major hazard (安全生产法 art. 41 para. 2)."""
    hazard = _major(hazard_id, actor, DUAL_REPORT)
    fields = {}
    if audience not in ReportAudience.values:
        fields["audience"] = _("Choose to whom it was reported.")
    if not manner.strip():
        fields["manner"] = _("Say how it was reported.")
    if not content.strip():
        fields["content"] = _("Say what was reported.")
    if fields:
        raise InvalidInput(fields=fields)
    report, _made = DualReport.objects.update_or_create(
        hazard=hazard,
        audience=audience,
        defaults={
            "manner": manner.strip(),
            "content": content.strip(),
            "reported_at": clock.now(),
            "reported_by": actor.display_name[:100],
        },
    )
    if hazard.dual_reports.count() == len(ReportAudience.values):
        meet_clock(hazard, DUAL_REPORT_CLOCK, evidence=manner.strip())
    audit(actor, "hazards.dual_report.recorded", hazard, after={"to": audience, "how": manner})
    return report


@transaction.atomic
def order_suspension(
    *, hazard_id: int, kind: str, scope: str, actor: Actor, reason: str = ""
) -> SuspensionOrder:
    """Order use, work or production to stop until the hazard is removed (art. 65, 70)."""
    hazard = _major(hazard_id, actor, SUSPEND)
    fields = {}
    if kind not in SuspensionKind.values:
        fields["kind"] = _("Choose what must stop.")
    if not scope.strip():
        fields["scope"] = _("Name the equipment, area or work.")
    if fields:
        raise InvalidInput(fields=fields)
    if hazard.suspensions.filter(kind=kind, lifted_at__isnull=True).exists():
        raise WrongState(_("An order of this kind is in force already."))
    order = SuspensionOrder.objects.create(
        hazard=hazard,
        kind=kind,
        scope=scope.strip(),
        legal_basis=SUSPENSION_BASIS,
        ordered_at=clock.now(),
        ordered_by_id=actor.id,
        ordered_by=actor.display_name[:100],
    )
    addressee = _addressee(hazard)
    paper = render_document(
        template_code="hazards.suspension_order",
        context=suspension_context(hazard, order, addressee),
        subject=hazard,
        actor=actor,
        title=f"关于责令{addressee}暂时停产停业（停止使用）的决定",
        county_sign=county_sign(hazard.region_id),
    )
    order.document_id = paper.id
    order.save(update_fields=["document_id", "updated_at"])
    audit(
        actor,
        "hazards.suspension.ordered",
        hazard,
        after={"kind": kind, "scope": scope, "paper": paper.number},
        reason=reason,
    )
    tell(SuspensionOrdered, hazard, actor, kind=kind)
    return order


def _addressee(hazard: Hazard) -> str:
    if hazard.enterprise_id is None:
        return hazard.place or str(hazard.region)
    return get_enterprise(hazard.enterprise_id, flow()).name


@transaction.atomic
def lift_suspension(*, suspension_id: int, actor: Actor, reason: str) -> SuspensionOrder:
    """Let it go on after an examination; the result of the examination is the reason."""
    order = get_visible(SuspensionOrder, suspension_id, actor=actor, lock=True)
    hazard = locked(order.hazard_id, actor)
    require(actor, SUSPEND, hazard)
    if not order.is_in_force:
        raise WrongState(_("This order has been lifted already."))
    if hazard.rectified_at is None:
        raise WrongState(_("The rectification has not been handed in yet."))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Give the result of the examination.")})
    order.lifted_at, order.lifted_by = clock.now(), actor.display_name[:100]
    order.lifting_note = reason.strip()
    order.save()
    audit(actor, "hazards.suspension.lifted", hazard, after={"kind": order.kind}, reason=reason)
    tell(SuspensionLifted, hazard, actor, kind=order.kind)
    return order
