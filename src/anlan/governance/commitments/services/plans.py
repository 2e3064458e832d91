"""From a confirmed planning document to tasks with units, and what its new version changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.audit.public import Act, audit, audit_many
from anlan.base.notifications.public import notify
from anlan.governance.commitments.cadence import read_cadence
from anlan.governance.commitments.choices import OPEN, CommitmentState, PlanChange, Source
from anlan.governance.commitments.contracts import CommitmentDraft, UnitMatch
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import GIVE
from anlan.governance.planning.contracts import TaskInfo
from anlan.governance.planning.public import confirmed_tasks, plan_last_days
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import WrongState
from anlan.kernel.policy import holders_of, require, require_permission

from .changing import cancel_commitment, change_commitment
from .common import locked
from .giving import create_commitments
from .units import find_units, learn_alias

TASK_MODEL = "planning.PlannedTask"


@dataclass(frozen=True, slots=True)
class WordLine:
    """A unit word of the plan, what it means, and in how many tasks it stands."""

    match: UnitMatch
    led: int
    supported: int


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of the plan as it would be given."""

    task: TaskInfo
    lead_ids: tuple[int, ...]
    joint_ids: tuple[int, ...]
    support_ids: tuple[int, ...]
    deadline: date | None
    is_derived: bool
    given_to: int
    open_words: tuple[str, ...] = ()
    has_rhythm: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether somebody is there to lead it and it was not given yet."""
        return bool(self.lead_ids) and not self.given_to


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What giving the tasks of a document would do."""

    words: list[WordLine] = field(default_factory=list)
    tasks: list[TaskLine] = field(default_factory=list)

    @property
    def ready(self) -> list[TaskLine]:
        """Tasks that can be given now."""
        return [line for line in self.tasks if line.is_ready]

    @property
    def open_words(self) -> list[WordLine]:
        """Words a person has to choose for."""
        return [line for line in self.words if not line.match.is_settled]

    @property
    def units(self) -> int:
        """How many units would get tasks to lead."""
        return len({unit for line in self.ready for unit in line.lead_ids})

    @property
    def commitments(self) -> int:
        """How many tasks would be given: one for each unit where a whole kind of units leads."""
        return sum(len(line.lead_ids) for line in self.ready)


def preview_plan(*, document_id: int, actor: Actor, fallback_id: int | None = None) -> PlanPreview:
    """Show which unit word is which organisation and what each task would become.

    The first lead unit named leads, the others take part jointly; where all units of a kind are
    named (“各乡镇”) each gets a task of its own. ``fallback_id`` leads tasks without a unit.
    """
    require_permission(actor, GIVE)
    tasks = confirmed_tasks(actor, document_id=document_id)
    matches = find_units(word for t in tasks for word in (*t.lead_units, *t.support_units))
    last_days = plan_last_days(actor, document_id)
    given = _given(tasks)
    led: dict[str, int] = {}
    supported: dict[str, int] = {}
    for task in tasks:
        for word in task.lead_units:
            led[word] = led.get(word, 0) + 1
        for word in task.support_units:
            supported[word] = supported.get(word, 0) + 1
    lines = [
        _line(task, matches, last_days, given.get(str(task.id), 0), fallback_id) for task in tasks
    ]
    words = [
        WordLine(match, led.get(word, 0), supported.get(word, 0)) for word, match in matches.items()
    ]
    words.sort(key=lambda line: (line.match.is_settled, -(line.led + line.supported)))
    return PlanPreview(words, lines)


def _given(tasks: Sequence[TaskInfo]) -> dict[str, int]:
    rows = Commitment.objects.filter(
        source_model=TASK_MODEL, source_id__in=[str(task.id) for task in tasks]
    ).exclude(state=CommitmentState.CANCELLED)
    found: dict[str, int] = {}
    for key in rows.values_list("source_id", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def _line(
    task: TaskInfo,
    matches: Mapping[str, UnitMatch],
    last_days: Mapping[str, date],
    given_to: int,
    fallback_id: int | None,
) -> TaskLine:
    groups: list[int] = []
    singles: list[int] = []
    for word in task.lead_units:
        match = matches[word]
        (groups if match.how == "group" else singles).extend(match.organisation_ids)
    singles = list(dict.fromkeys(singles))
    groups = list(dict.fromkeys(unit for unit in groups if unit not in singles))
    supports = [unit for w in task.support_units for unit in matches[w].organisation_ids]
    lead_ids: tuple[int, ...] = ()
    joint_ids: tuple[int, ...] = ()
    if singles:
        lead_ids, joint_ids = (singles[0],), tuple(singles[1:])
        supports += groups
    elif groups:
        lead_ids = tuple(groups)
    elif fallback_id is not None and not task.lead_units:
        lead_ids = (fallback_id,)
    derived = last_days.get(task.plan_name) if task.deadline is None else None
    taken = {*lead_ids, *joint_ids}
    return TaskLine(
        task=task,
        lead_ids=lead_ids,
        joint_ids=joint_ids,
        support_ids=tuple(dict.fromkeys(u for u in supports if u not in taken)),
        deadline=task.deadline or derived,
        is_derived=derived is not None,
        given_to=given_to,
        open_words=tuple(
            word for word in (*task.lead_units, *task.support_units) if not matches[word].is_settled
        ),
        has_rhythm=read_cadence(task.cadence) is not None,
    )


@transaction.atomic
def give_plan(
    *,
    document_id: int,
    actor: Actor,
    chosen: Mapping[str, int | None] | None = None,
    fallback_id: int | None = None,
    starts_on: date | None = None,
) -> list[int]:
    """Give all tasks of a document that have a lead, in one transaction.

    ``chosen`` says once for all what unknown words mean (None: no unit of this county). Tasks
    whose lead is still unknown are left for later. What was given already stays.
    """
    require_permission(actor, GIVE)
    for word, organisation_id in (chosen or {}).items():
        learn_alias(word=word, organisation_id=organisation_id, actor=actor)
    preview = preview_plan(document_id=document_id, actor=actor, fallback_id=fallback_id)
    drafts = [
        draft for line in preview.ready for draft in _drafts(line, starts_on or clock.today())
    ]
    if not drafts:
        raise WrongState(
            _("No task of this plan can be given: say first what its unit words mean.")
        )
    return create_commitments(drafts, actor=actor)


def _drafts(line: TaskLine, starts_on: date) -> Iterable[CommitmentDraft]:
    task = line.task
    for lead in line.lead_ids:
        yield CommitmentDraft(
            title=task.title,
            text=task.text,
            lead_id=lead,
            joint_ids=line.joint_ids,
            support_ids=tuple(unit for unit in line.support_ids if unit != lead),
            deadline=line.deadline,
            is_deadline_derived=line.is_derived,
            cadence=task.cadence,
            quantity=task.quantity,
            source=Source.PLANNING,
            source_model=TASK_MODEL,
            source_id=str(task.id),
            source_key=task.key,
            source_group=str(task.document_id),
            source_name=task.plan_name or task.document_name,
            source_url=task.url,
            legal_or_text_anchor=task.quote,
            starts_on=min(starts_on, line.deadline) if line.deadline else starts_on,
        )


# A new version of the plan -------------------------------------------------------------------


@transaction.atomic
def compare_version(
    *,
    document_id: int,
    previous_id: int,
    changed: Iterable[str],
    gone: Iterable[str],
    new: Iterable[str],
    actor: Actor,
) -> dict[str, int]:
    """Mark the tasks that a new version of their plan changed or dropped; tell the office once.

    The tasks point to the new version from now on; nothing else happens until a person settles it.
    """
    tasks = {task.key: task for task in confirmed_tasks(actor, document_id=document_id)}
    rows = list(
        Commitment.objects.filter(
            source_model=TASK_MODEL, source_group=str(previous_id)
        ).select_for_update(of=("self",))
    )
    differing, dropped = set(changed), set(gone)
    marked: list[Commitment] = []
    for row in rows:
        task = tasks.get(row.source_key)
        if task is not None:
            row.source_id, row.source_group = str(task.id), str(document_id)
            row.source_url = task.url[:300]
        if row.state not in OPEN:
            continue
        if row.source_key in dropped or task is None:
            row.plan_change, row.proposed = PlanChange.GONE, {}
            marked.append(row)
        elif row.source_key in differing:
            row.plan_change, row.proposed = PlanChange.CHANGED, _proposal(task)
            marked.append(row)
    update_rows(rows, ["source_id", "source_group", "source_url", "plan_change", "proposed"])
    audit_many(
        actor,
        "commitments.plan.compared",
        [Act(row, after={"change": row.plan_change}) for row in marked],
    )
    fresh = sum(1 for key in set(new) if key in tasks)
    counts = {
        "changed": sum(1 for row in marked if row.plan_change == PlanChange.CHANGED),
        "gone": sum(1 for row in marked if row.plan_change == PlanChange.GONE),
        "new": fresh,
    }
    if rows and any(counts.values()):
        notify(
            kind="commitments.plan_changed",
            person_ids=dict.fromkeys(person for person, _scope in holders_of(GIVE)),
            title=_("A plan has a new version: %(changed)d changed, %(gone)d gone, %(new)d new")
            % counts,
            body=_("Please settle what becomes of the tasks that were given."),
            url=f"{reverse('commitments:list')}?tab=changed"
            if marked
            else reverse("commitments:give_plan", args=[document_id]),
            actor=actor,
        )
    return counts


def _proposal(task: TaskInfo) -> dict[str, str]:
    return {
        "title": task.title[:200],
        "text": task.text,
        "deadline": task.deadline.isoformat() if task.deadline else "",
        "quantity": task.quantity[:300],
        "cadence": task.cadence[:100],
        "lead_units": "、".join(task.lead_units),
    }


@transaction.atomic
def settle_change(
    *, commitment_id: int, is_accepted: bool, actor: Actor, reason: str = ""
) -> Commitment:
    """Follow the plan's new version (change or cancel the task), or keep the task as it is."""
    commitment = locked(commitment_id, actor)
    require(actor, GIVE, commitment)
    kind, proposed = commitment.plan_change, dict(commitment.proposed)
    if not kind:
        raise WrongState(_("Nothing is to be settled here."))
    commitment.plan_change, commitment.proposed = "", {}
    commitment.save(update_fields=["plan_change", "proposed", "updated_at"])
    audit(
        actor,
        "commitments.plan.settled",
        commitment,
        after={"change": kind, "accepted": is_accepted},
        reason=reason,
    )
    if not is_accepted:
        return commitment
    if kind == PlanChange.GONE:
        return cancel_commitment(
            commitment_id=commitment_id,
            reason=reason.strip() or _("The new version of the plan no longer has this task."),
            actor=actor,
        )
    values = {name: proposed[name] for name in ("title", "text", "quantity", "cadence")}
    deadline = proposed["deadline"]
    return change_commitment(
        commitment_id=commitment_id,
        deadline=date.fromisoformat(deadline) if deadline else commitment.deadline,
        actor=actor,
        **values,
    )


def change_words(commitment: Commitment) -> str:
    """Say in words what the plan says now beside what was given."""
    if commitment.plan_change == PlanChange.GONE:
        return _("The new version of the plan no longer has this task.")
    now = commitment.proposed
    pairs = (
        (_("task"), commitment.text, now.get("text", "")),
        (
            _("deadline"),
            commitment.deadline.isoformat() if commitment.deadline else "",
            now.get("deadline", ""),
        ),
        (_("quantity"), commitment.quantity, now.get("quantity", "")),
        (_("cadence"), commitment.cadence, now.get("cadence", "")),
        (_("lead units"), str(commitment.lead), now.get("lead_units", "")),
    )
    return str(_("; ")).join(
        _("%(what)s: “%(before)s” → “%(after)s”") % {"what": w, "before": b, "after": a}
        for w, b, a in pairs
        if a and a != b
    )
