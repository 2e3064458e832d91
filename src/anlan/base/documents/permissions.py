"""A paper is seen by who sees what it is about."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from anlan.base.documents.models import Document, DocumentTemplate, NumberSeries
from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, Policy, policy, policy_of, register_actions

VIEW = "documents.view_document"
VIEW_TEMPLATE = "documents.view_template"
CHANGE_TEMPLATE = "documents.change_template"

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "enterprise_manager",
    "team_leader",
)

register_actions(
    Action(VIEW, _("download documents of what one sees"), roles=READERS),
    Action(VIEW_TEMPLATE, _("read document templates"), roles=(*READERS, "system_admin")),
    Action(CHANGE_TEMPLATE, _("keep document templates"), roles=("bureau_officer",)),
)


@policy
class DocumentPolicy(Policy[Document]):
    """As the subject: whoever sees the incident sees its reports."""

    model = Document
    view = VIEW

    def permitted(self, actor: Actor, permission: str) -> QuerySet[Document]:
        """Return the papers whose subjects the actor sees."""
        if not actor.has(permission):
            return self.queryset().none()
        if actor.is_system:
            return self.queryset()
        labels = self.queryset().order_by().values_list("subject_type", flat=True).distinct()
        union = Q(pk__in=[])
        for label in labels:
            subjects = policy_of(apps.get_model(label)).visible(actor).order_by()
            union |= Q(
                subject_type=label,
                subject_id__in=subjects.values_list(Cast("pk", CharField()), flat=True),
            )
        return self.queryset().filter(union)

    def can(self, actor: Actor, permission: str, obj: Document) -> bool:
        """Whether the actor holds the right and sees the subject."""
        if not actor.has(permission):
            return False
        model: Any = apps.get_model(obj.subject_type)
        subject = model._base_manager.filter(pk=obj.subject_id).first()
        if subject is None:
            return actor.is_system
        rights = policy_of(model)
        return rights.can(actor, rights.view, subject)


@policy
class DocumentTemplatePolicy(Policy[DocumentTemplate]):
    """The forms are no secret."""

    model = DocumentTemplate
    view = VIEW_TEMPLATE
    public = True


@policy
class NumberSeriesPolicy(Policy[NumberSeries]):
    """Kept by the platform; who keeps the forms may look."""

    model = NumberSeries
    view = CHANGE_TEMPLATE
