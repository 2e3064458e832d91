"""Who holds which post, from when to when: ended, never overwritten."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.errors import AppointmentHasEnded, PersonIsGone, PostIsHeld
from anlan.base.organisations.events import AppointmentChanged
from anlan.base.organisations.models import Appointment, AppointmentRole, Organisation, Person, Post
from anlan.base.organisations.permissions import APPOINT, CHANGE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def create_post(
    *,
    organisation_id: int,
    name: str,
    actor: Actor,
    duties: str = "",
    is_duty_post: bool = False,
    sort_order: int = 100,
) -> Post:
    """Create a post of an organisation."""
    organisation = get_visible(Organisation, organisation_id, actor=actor, lock=True)
    require(actor, CHANGE, organisation)
    if not name.strip():
        raise InvalidInput(fields={"name": _("The name is needed.")})
    post = Post.objects.create(
        organisation=organisation,
        name=name.strip(),
        duties=duties,
        is_duty_post=is_duty_post,
        sort_order=sort_order,
    )
    audit(actor, "organisations.post.created", post, after={"name": post.name, "duties": duties})
    return post


@transaction.atomic
def appoint(
    *,
    post_id: int,
    person_id: int,
    actor: Actor,
    role: str = AppointmentRole.A,
    valid_from: date | None = None,
) -> Appointment:
    """Let a person hold a post from a day on (today). Raises ``PostIsHeld``, ``PersonIsGone``."""
    post = get_visible(Post, post_id, actor=actor, lock=True)
    require(actor, APPOINT, post)
    if role not in AppointmentRole.values:
        raise InvalidInput(fields={"role": _("The role is A or B.")})
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise InvalidInput(fields={"person_id": _("This person is unknown.")})
    if not person.is_active:
        raise PersonIsGone
    if post.appointments.filter(role=role, valid_to__isnull=True).exists():
        raise PostIsHeld
    appointment = Appointment.objects.create(
        post=post, person=person, role=role, valid_from=valid_from or clock.today()
    )
    audit(
        actor,
        "organisations.appointment.started",
        appointment,
        after={"post": post, "person": person, "role": role, "valid_from": appointment.valid_from},
    )
    emit(_changed(appointment), actor)
    return appointment


@transaction.atomic
def end_appointment(
    *, appointment_id: int, actor: Actor, on: date | None = None, reason: str = ""
) -> Appointment:
    """End an appointment on a day (today); the row stays as history."""
    appointment = get_visible(Appointment, appointment_id, actor=actor, lock=True)
    require(actor, APPOINT, appointment)
    if appointment.valid_to is not None:
        raise AppointmentHasEnded
    last_day = on or clock.today()
    if last_day < appointment.valid_from:
        raise InvalidInput(fields={"on": _("It cannot end before it began.")})
    appointment.valid_to = last_day
    appointment.save(update_fields=["valid_to", "updated_at"])
    audit(
        actor,
        "organisations.appointment.ended",
        appointment,
        before={"valid_to": None},
        after={"valid_to": last_day},
        reason=reason,
    )
    emit(_changed(appointment), actor)
    return appointment


def _changed(appointment: Appointment) -> AppointmentChanged:
    return AppointmentChanged(
        appointment_id=appointment.pk,
        post_id=appointment.post_id,
        person_id=appointment.person_id,
        role=appointment.role,
        is_running=appointment.valid_to is None,
    )
