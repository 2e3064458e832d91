"""Drawing up, proposing, changing and submitting supervision documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.accounts.public import persons_holding
from anlan.base.audit.public import audit, changes
from anlan.base.deadlines.public import add_working_days
from anlan.base.organisations.public import find_organisation, list_people_info
from anlan.base.regions.public import county_prefix
from anlan.base.workflow.public import approval_of, cancel_approval, start_approval
from anlan.governance.oversight.choices import OrderState
from anlan.governance.oversight.events import OrderDrawnUp, OrderMoved
from anlan.governance.oversight.models import Order, OrderKind
from anlan.governance.oversight.permissions import ISSUE
from anlan.governance.oversight.services.common import locked, office_people, say, tell
from anlan.governance.oversight.states import ORDER
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.policy import get_visible, require_permission, scope_reaches


def kind_of(code: str) -> OrderKind:
    """Return a kind or raise ``InvalidInput``."""
    kind = OrderKind.objects.filter(code=code).first()
    if kind is None:
        raise InvalidInput(fields={"kind": _("Choose the kind of document.")})
    return kind


def usual_due(kind: OrderKind, start: date | None = None) -> date:
    """Return the day a document of this kind is to be answered by, when none is set."""
    return add_working_days(start or clock.today(), kind.answer_working_days)


def office_of(actor: Actor, region_code: str) -> int | None:
    """Return the office in whose name a document is drawn up: one's own, else the county's."""
    if actor.organisation_id is not None:
        return actor.organisation_id
    if not actor.is_system:
        return None
    people = list_people_info(persons_holding("oversight.issue_grave"))
    near = [p for p in people.values() if p.region_code.startswith(county_prefix(region_code))]
    return near[0].organisation_id if near else None


@transaction.atomic
def draw_up_order(
    *,
    kind: str,
    organisation_id: int,
    reason: str,
    actor: Actor,
    title: str = "",
    demand: str = "",
    due_on: date | None = None,
    subject: Model | None = None,
    subject_label: str = "",
    facts: Iterable[Mapping[str, Any]] = (),
    person_id: int | None = None,
    copy_to: str = "",
    is_listed: bool = False,
    meets_at: datetime | None = None,
    meeting_place: str = "",
    previous: Order | None = None,
    is_proposal: bool = False,
) -> Order:
    """Draw up a document about one unit; it goes nowhere before it is approved.

    What is left empty comes from its kind. Raises ``InvalidInput``, ``NotPermitted``.
    """
    found = kind_of(kind)
    require_permission(actor, found.issue_permission)
    unit = find_organisation(organisation_id)
    if unit is None:
        raise NotVisible
    office = previous.office_id if previous else office_of(actor, unit.region_code)
    fields = _checked(found, reason, due_on, meets_at, is_proposal)
    if office is None:
        raise NotPermitted(_("Your account belongs to no office that could issue a document."))
    if person_id is not None and person_id not in list_people_info([person_id]):
        fields["person_id"] = _("Choose a person of the unit.")
    if fields:
        raise InvalidInput(fields=fields)
    label = subject_label or (str(subject) if subject is not None else "")
    order = Order(
        kind=found,
        state=OrderState.PROPOSED if is_proposal else OrderState.DRAFT,
        title=(title.strip() or _title(found, label or unit.name, is_listed))[:200],
        organisation_id=organisation_id,
        office_id=office,
        person_id=person_id,
        reason=reason.strip(),
        demand=demand.strip() or found.demand,
        facts=[{"label": str(f["label"]), "value": str(f["value"])} for f in facts],
        is_listed=is_listed,
        copy_to=copy_to.strip() or found.copy_to,
        meets_at=meets_at,
        meeting_place=meeting_place.strip(),
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=label[:200],
        subject_url=_page(subject),
        previous=previous,
        due_on=due_on or usual_due(found),
        drawn_up_by=actor.display_name[:100],
        drawn_up_by_id=actor.id,
    )
    if not _reaches(order, actor):
        raise NotPermitted(_("This unit lies outside your area."))
    order.save()
    audit(
        actor,
        "oversight.order.proposed" if is_proposal else "oversight.order.drawn_up",
        order,
        after={"kind": found.code, "unit": organisation_id, "about": label[:100]},
    )
    tell(OrderDrawnUp, order, actor)
    return order


def _reaches(order: Order, actor: Actor) -> bool:
    """Whether the actor may issue to this unit: it must lie in his own part of the county."""
    if actor.is_system:
        return True
    return scope_reaches(
        actor,
        ISSUE,
        region=order.organisation.region_id,
        organisation_id=order.organisation_id,
    )


def _page(subject: Model | None) -> str:
    getter = getattr(subject, "get_absolute_url", None)
    return str(getter()) if getter is not None else ""


def _title(kind: OrderKind, about: str, is_listed: bool) -> str:
    """Return the title of the paper in official words."""
    words = {
        "reminder": f"关于{about}的提醒函",
        "order": f"关于{about}的督办单",
        "interview": f"关于就{about}进行约谈的通知",
        "criticism": f"关于{about}的通报批评",
        "yellow_card": f"关于{about}的黄牌警告",
        "veto": f"关于{about}实行安全生产一票否决的决定",
        "transfer": f"关于移送{about}有关问题线索的函",
    }
    if kind.code == "order" and is_listed:
        return f"关于对{about}实施挂牌督办的通知"
    return words.get(kind.code, f"关于{about}的{kind.name}")


def _checked(
    kind: OrderKind,
    reason: str,
    due_on: date | None,
    meets_at: datetime | None,
    is_proposal: bool,
) -> dict[str, str]:
    fields: dict[str, str] = {}
    if not reason.strip():
        fields["reason"] = _("Say what the facts are.")
    if due_on is not None and due_on < clock.today():
        fields["due_on"] = _("The day must lie ahead.")
    if kind.code == "interview" and not is_proposal:
        if meets_at is None:
            fields["meets_at"] = _("Say when the interview takes place.")
        elif meets_at <= clock.now():
            fields["meets_at"] = _("The interview must lie ahead.")
    return fields


@transaction.atomic
def change_order(
    *,
    order_id: int,
    title: str,
    reason: str,
    demand: str,
    due_on: date,
    actor: Actor,
    copy_to: str = "",
    meets_at: datetime | None = None,
    meeting_place: str = "",
) -> Order:
    """Change a draft. Raises ``WrongState`` once it is in approval."""
    order = locked(order_id, actor)
    require_permission(actor, order.kind.issue_permission)
    if order.state not in (OrderState.DRAFT, OrderState.PROPOSED):
        raise WrongState(_("Only a draft can be changed."))
    fields = _checked(order.kind, reason, due_on, meets_at, False)
    if not title.strip():
        fields["title"] = _("Give the document a subject.")
    if fields:
        raise InvalidInput(fields=fields)
    before, after = changes(
        order,
        title=title.strip(),
        reason=reason.strip(),
        demand=demand.strip(),
        due_on=due_on,
        copy_to=copy_to.strip(),
        meets_at=meets_at,
        meeting_place=meeting_place.strip(),
    )
    order.save()
    audit(actor, "oversight.order.changed", order, before=before, after=after)
    tell(OrderDrawnUp, order, actor)
    return order


@transaction.atomic
def take_up_proposal(*, order_id: int, actor: Actor) -> Order:
    """Make a draft of what the platform proposed; it belongs to who takes it up."""
    order = locked(order_id, actor)
    require_permission(actor, order.kind.issue_permission)
    ORDER.fire(
        order,
        "take_up",
        actor=actor,
        also={"drawn_up_by": actor.display_name[:100], "drawn_up_by_id": actor.id},
    )
    if order.due_on <= clock.today():
        order.due_on = usual_due(order.kind)
        order.save(update_fields=["due_on", "updated_at"])
    audit(actor, "oversight.order.moved", order, after={"state": order.state})
    tell(OrderDrawnUp, order, actor)
    return order


@transaction.atomic
def submit_order(*, order_id: int, actor: Actor) -> Order:
    """Submit a draft to those who must approve its kind."""
    order = locked(order_id, actor)
    require_permission(actor, order.kind.issue_permission)
    if order.kind.code == "interview" and order.meets_at is None:
        raise WrongState(_("Say when the interview takes place: change the draft first."))
    if order.due_on < clock.today():
        raise WrongState(_("The day to answer has passed: change the draft first."))
    ORDER.fire(order, "submit", actor=actor)
    start_approval(subject=order, definition_code=f"oversight.{order.kind.approver}", actor=actor)
    audit(actor, "oversight.order.submitted", order, after={"approver": order.kind.approver})
    tell(OrderDrawnUp, order, actor)
    return order


@transaction.atomic
def take_back_order(*, order_id: int, actor: Actor) -> Order:
    """Take a submitted document back into the draft."""
    order = locked(order_id, actor)
    ORDER.check(order, "return_draft", actor=actor)
    approval = approval_of(order)
    if approval is not None and approval.is_running:
        cancel_approval(approval_id=approval.id, actor=actor)
    order.refresh_from_db()
    if order.state == OrderState.APPROVING:
        ORDER.fire(order, "return_draft", actor=actor)
    audit(actor, "oversight.order.moved", order, after={"state": order.state})
    tell(OrderDrawnUp, order, actor)
    return order


@transaction.atomic
def mark_returned(*, order_id: int, reason: str, actor: Actor) -> Order:
    """An approver returned it: it is a draft again, and the office is told."""
    order = locked(order_id, actor)
    ORDER.fire(order, "return_draft", actor=actor, reason=reason)
    audit(actor, "oversight.order.moved", order, after={"state": order.state}, reason=reason)
    say(order, office_people(order), _("Returned by the approver: %(title)s"), actor)
    tell(OrderDrawnUp, order, actor)
    return order


@transaction.atomic
def escalate_order(*, order_id: int, actor: Actor, is_proposal: bool = False) -> Order:
    """Draw up (or propose) the next kind about a unit that has not answered.

    The basis of the step stands in the data of the kind. Raises ``WrongState`` where there is none,
    or one was drawn up already.
    """
    order = locked(order_id, actor)
    following = order.kind.next_kind
    if following is None:
        raise WrongState(_("No further step is set for this kind of document."))
    if order.following.exclude(state=OrderState.WITHDRAWN).exists():
        raise WrongState(_("The next step was drawn up already."))
    if not order.is_overdue:
        raise WrongState(_("The unit is not late: there is no reason for the next step."))
    days = (clock.today() - order.due_on).days
    made = draw_up_order(
        kind=following.code,
        organisation_id=order.organisation_id,
        title="",
        reason=f"{order.kind.name}{order.number}（{order.title}）要求于{order.due_on:%Y年%m月%d日}前"
        f"书面回复，至今逾期{days}日未回复。原事由：{order.reason}",
        subject=None,
        subject_label=order.subject_label,
        facts=[
            {"label": "前一文书", "value": f"{order.kind.name} {order.number}"},
            {"label": "逾期天数", "value": days},
            {"label": "升级依据", "value": order.kind.next_basis},
            *order.facts,
        ],
        person_id=order.person_id,
        previous=order,
        meets_at=_next_morning() if following.code == "interview" else None,
        meeting_place="县安委会办公室" if following.code == "interview" else "",
        is_proposal=is_proposal,
        actor=actor,
    )
    made.subject_type, made.subject_id = order.subject_type, order.subject_id
    made.subject_url = order.subject_url
    made.save(update_fields=["subject_type", "subject_id", "subject_url", "updated_at"])
    return made


def _next_morning() -> datetime:
    """Nine o'clock on the third working day from now."""
    day = add_working_days(clock.today(), 3)
    return timezone.make_aware(datetime.combine(day, time(9)))


def visible_order(order_id: int, actor: Actor) -> Order:
    """Return a document the actor may read; reading a restricted one is recorded."""
    order = get_visible(Order, order_id, actor=actor)
    if order.kind.is_restricted:
        audit(actor, "oversight.order.read", order)
    return order


def note_moved(order: Order, actor: Actor) -> None:
    """Tell that a document moved on."""
    tell(OrderMoved, order, actor)
