"""Process units and construction projects with their stages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.files.contracts import AttachmentInfo
from anlan.base.files.public import store_upload
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible
from anlan.supervision.enterprises.choices import StageKind
from anlan.supervision.enterprises.expiry import settle_lapses
from anlan.supervision.enterprises.models import ProcessUnit, Project, ProjectStage
from anlan.supervision.enterprises.services.dossier import (
    add_part,
    change_part,
    check,
    open_dossier,
    remove_part,
    tell,
)
from anlan.supervision.enterprises.services.enterprises import place


def _placed(facts: dict[str, Any]) -> dict[str, Any]:
    if "longitude" in facts or "latitude" in facts:
        facts = dict(facts)
        facts["location"] = place(facts.pop("longitude", None), facts.pop("latitude", None))
    return facts


@transaction.atomic
def add_process(*, enterprise_id: int, actor: Actor, **facts: Any) -> ProcessUnit:
    """Enter a process unit, hazardous or not."""
    return add_part(ProcessUnit, enterprise_id, _placed(facts), actor)


@transaction.atomic
def update_process(*, process_id: int, actor: Actor, reason: str = "", **facts: Any) -> ProcessUnit:
    """Correct a process unit, record its HAZOP."""
    return change_part(ProcessUnit, process_id, _placed(facts), actor, reason)


@transaction.atomic
def remove_process(*, process_id: int, actor: Actor, reason: str) -> None:
    """Take a process unit out: it was dismantled."""
    remove_part(ProcessUnit, process_id, actor, reason)


@transaction.atomic
def add_project(*, enterprise_id: int, actor: Actor, **facts: Any) -> Project:
    """Enter a construction project with its four stages still open."""
    project = add_part(Project, enterprise_id, facts, actor)
    ProjectStage.objects.bulk_create(
        ProjectStage(project=project, kind=kind) for kind in StageKind.values
    )
    return project


@transaction.atomic
def update_project(*, project_id: int, actor: Actor, reason: str = "", **facts: Any) -> Project:
    """Correct a project."""
    return change_part(Project, project_id, facts, actor, reason)


@transaction.atomic
def remove_project(*, project_id: int, actor: Actor, reason: str) -> None:
    """Take a project out: it was given up."""
    project = get_visible(Project, project_id, actor=actor)
    for stage in project.stages.all():
        settle_lapses(stage, actor, is_removed=True)
    remove_part(Project, project_id, actor, reason)


@transaction.atomic
def record_stage(
    *,
    stage_id: int,
    actor: Actor,
    due_on: date | None = None,
    done_on: date | None = None,
    number: str = "",
    reviewer: str = "",
    conclusion: str = "",
    document: UploadedFile[Any] | None = None,
) -> ProjectStage:
    """Record when a stage is due, that it was passed, and its paper.

    Raises ``InvalidInput``: passed in the future, passed before the stage in front of it, the
    acceptance without document number.
    """
    found = get_visible(ProjectStage, stage_id, actor=actor)
    enterprise = open_dossier(found.project.enterprise_id, actor)
    stage = ProjectStage.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if done_on is not None and done_on > clock.today():
        raise InvalidInput(fields={"done_on": _("This day has not come yet.")})
    order = list(StageKind.values)
    earlier = stage.project.stages.filter(kind__in=order[: order.index(stage.kind)])
    late = max((s.done_on for s in earlier if s.done_on), default=None)
    if done_on is not None and late is not None and done_on < late:
        raise InvalidInput(
            fields={
                "done_on": _("A stage before this one was passed later (%(day)s).") % {"day": late}
            }
        )
    if stage.kind == StageKind.ACCEPTANCE and done_on and not number.strip():
        raise InvalidInput(fields={"number": _("Acceptance needs the number of its document.")})
    before, after = changes(
        stage,
        due_on=due_on,
        done_on=done_on,
        number=number,
        reviewer=reviewer,
        conclusion=conclusion,
    )
    check(stage)
    if after:
        stage.save()
        audit(
            actor,
            "enterprises.project_stage.recorded",
            stage,
            before={"enterprise": enterprise, **before},
            after=after,
        )
        settle_lapses(stage, actor)
        tell(enterprise, "project", actor)
    if document is not None:
        attach_document(stage_id=stage.pk, document=document, actor=actor)
    return stage


@transaction.atomic
def attach_document(*, stage_id: int, document: UploadedFile[Any], actor: Actor) -> AttachmentInfo:
    """Keep a document of a stage."""
    stage = get_visible(ProjectStage, stage_id, actor=actor)
    open_dossier(stage.project.enterprise_id, actor)
    return store_upload(uploaded=document, subject=stage, actor=actor, kind="document")
