"""The task board, one's own tasks, the page of a task, orders and feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of, issue_nonce
from anlan.command.responses.choices import (
    RUNNING,
    TASK_TONES,
    UNFINISHED,
    ResponseState,
    TaskState,
)
from anlan.command.responses.forms import FeedbackForm, PhotoForm
from anlan.command.responses.models import Response, ResponseTask
from anlan.command.responses.permissions import PERFORM, VIEW, VIEW_TASK
from anlan.command.responses.services.tasks import (
    accept_task,
    attach_photo,
    cancel_task,
    report_on_task,
    return_task,
    start_task,
    submit_task,
    verify_task,
)
from anlan.command.responses.states import TASK
from anlan.command.responses.tables import TaskTable
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput
from anlan.kernel.pages import (
    ActorPage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of, require, visible
from anlan.kernel.rehearsal import is_rehearsal
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Lanes of the board: cancelled tasks are counted, not shown as work.
LANES = (
    TaskState.ASSIGNED,
    TaskState.ACCEPTED,
    TaskState.IN_PROGRESS,
    TaskState.RETURNED,
    TaskState.DONE,
    TaskState.VERIFIED,
)
#: The step that leads into a lane.
STEP_TO = {
    TaskState.ACCEPTED: "accept",
    TaskState.IN_PROGRESS: "start",
    TaskState.DONE: "submit",
    TaskState.VERIFIED: "verify",
}


def card(task: ResponseTask, actor: Actor) -> dict[str, Any]:
    """A task as a card of the board: holder, clock, the steps one may take."""
    rights = policy_of(ResponseTask)
    moves: dict[str, Any] = {}
    verbs: list[dict[str, Any]] = []
    for lane, name in STEP_TO.items():
        step = TASK[name]
        if task.state not in step.sources or not rights.can(actor, step.permission, task):
            continue
        url = reverse("responses:task_step", args=[task.pk, name])
        needs_photo = name == "submit" and task.needs_photo and not task.has_photo  # type: ignore[attr-defined]
        reason = _("needs a photo: open the task") if needs_photo else ""
        moves[str(lane)] = {"url": url, "blocked_reason": reason}
        if not reason and (not verbs or name != "submit"):
            verbs.append({"name": f"{name}-{task.pk}", "label": step.label, "url": url})
    return {
        "id": task.pk,
        "label": task.title,
        "url": task.get_absolute_url(),
        "group": task.group.name,
        "holder": task.assignee.name if task.assignee is not None else task.group.lead_name,
        "due": {"due_at": task.due_at, "clock_state": task.clock_state},
        "state": {"label": pgettext("task", "order"), "tone": "waiting"}
        if task.kind == "order"
        else None,
        "moves": moves,
        "verbs": verbs[:1],
    }


class BoardPage(ActorPage):
    """Lanes by state, cards with holder and clock, live."""

    model = Response
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show the board in four queries whatever the number of tasks."""
        response = get_visible(Response, pk, actor=self.actor)
        tasks = list(
            visible(ResponseTask, self.actor)
            .filter(response=response)
            .select_related("group", "assignee", "response")
            .order_by("due_at", "id")
        )
        shown = set(
            ResponseTask.objects.filter(response=response, feedback__isnull=False)
            .exclude(feedback__attachment_ids=[])
            .values_list("pk", flat=True)
        )
        for task in tasks:
            task.has_photo = task.pk in shown  # type: ignore[attr-defined]
        group = request.GET.get("group", "")
        ordered = sorted({t.group for t in tasks}, key=lambda g: (g.sort_order, g.pk))
        names = [g.name for g in ordered]
        if group in names:
            tasks = [t for t in tasks if t.group.name == group]
        lanes = []
        for lane in LANES:
            own = [t for t in tasks if t.state == lane]
            lanes.append(
                {
                    "id": str(lane),
                    "label": lane.label,
                    "tone": TASK_TONES[lane],
                    "count": len(own),
                    "cards": [card(t, self.actor) for t in own],
                }
            )
        done = sum(1 for t in tasks if t.state in (TaskState.DONE, TaskState.VERIFIED))
        page = {
            "title": _("Task board: %(matter)s") % {"matter": response.matter},
            "is_drill": is_rehearsal(response),
            "subtitle": _("%(done)d of %(all)d done, %(late)d late")
            % {
                "done": done,
                "all": sum(1 for t in tasks if t.state != TaskState.CANCELLED),
                "late": sum(1 for t in tasks if t.is_running and t.is_overdue),
            },
            "live_topic": f"response:{response.pk}",
            "lanes": lanes,
            "groups": names,
            "group": group,
            "breadcrumbs": [{"label": response.matter, "url": response.get_absolute_url()}],
            "response": response,
            "cancelled": sum(1 for t in tasks if t.state == TaskState.CANCELLED),
        }
        return render_page(request, "responses/board.html", {"page": page})


class TaskListPage(ListPage):
    """Tasks one sees; the first tab is one's own."""

    model = ResponseTask
    table_class = TaskTable
    title = gettext_lazy("Response tasks")
    saved_filters: ClassVar = (
        SavedFilter(
            "mine",
            gettext_lazy("Mine"),
            lambda actor: (
                Q(assignee_id=actor.person_id or 0, state__in=RUNNING)
                | Q(
                    assignee__isnull=True,
                    organisation_id=actor.organisation_id or 0,
                    state__in=RUNNING,
                )
            ),
            counted=True,
        ),
        SavedFilter("verify", gettext_lazy("To verify"), Q(state=TaskState.DONE), counted=True),
        SavedFilter("open", gettext_lazy("Unfinished"), Q(state__in=UNFINISHED), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("state", gettext_lazy("State")),
        Facet("kind", gettext_lazy("Kind")),
    )
    search_fields = ("title", "group__name")
    ordering = ("due_at",)
    select_related = ("group", "assignee", "response")
    hidden_columns = ("done_at",)
    live_topic = "responses"
    empty_title = gettext_lazy("No task here")
    empty_text = gettext_lazy("Tasks appear here when a response is activated and they are yours.")


class TaskPage(ObjectPage):
    """One task: instruction, clock, holder, feedback with photos, the steps."""

    model = ResponseTask
    template = "responses/task.html"
    machine = TASK
    state_tones = TASK_TONES
    transition_url_name = "responses:task_step"
    select_related = ("response", "group", "assignee", "response__incident")
    live_topic = "task:{pk}"

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """The response, for who may see it."""
        return self.crumbs

    def get_object(self, pk: Any) -> Any:
        """Fetch the task and the way to it."""
        task = super().get_object(pk)
        self.crumbs: list[dict[str, Any]] = [
            {"label": _("Response tasks"), "url": reverse("responses:my_tasks")}
        ]
        if policy_of(Response).can(self.actor, VIEW, task.response):
            self.crumbs.append(
                {
                    "label": task.response.matter,
                    "url": reverse("responses:board", args=[task.response_id]),
                }
            )
        return task

    def level(self, obj: Any) -> int | None:
        """The level of the response."""
        return int(obj.response.level)

    def holder(self, obj: Any) -> Mapping[str, Any] | None:
        """Who has it."""
        return {"label": obj.assignee.name if obj.assignee is not None else obj.group.lead_name}

    def due(self, obj: Any) -> Any:
        """Its clock."""
        return {"due_at": obj.due_at, "clock_state": obj.clock_state}

    def verbs(self, obj: Any) -> list[dict[str, Any]]:
        """Nothing can be done after the response has ended."""
        return super().verbs(obj) if obj.response.state == ResponseState.ACTIVE else []

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """What is to be done, by whom, on what basis."""
        return [
            fact_group(
                _("Task"),
                fact(_("Instruction"), obj.instruction, wide=True),
                fact(_("Group"), obj.group.name),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Evidence needed"), obj.evidence_needed),
                fact(_("Given by"), obj.issued_by),
                fact(_("Assigned at"), at=obj.assigned_at),
                fact(_("Accepted at"), at=obj.accepted_at) if obj.accepted_at else {"label": ""},
                fact(_("Done at"), at=obj.done_at) if obj.done_at else {"label": ""},
                fact(_("Legal basis"), obj.legal_basis, wide=True),
            )
        ]

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add feedback with photos, and the form to report."""
        page = super().describe(obj)
        for group in page["facts"][:1]:
            group["rows"] = [row for row in group["rows"] if row["label"]]
        photos = {a.id: a for a in attachments_of(obj)}
        page["feedback"] = [
            {"row": row, "photos": [photos[i] for i in row.attachment_ids if i in photos]}
            for row in obj.feedback.all()
        ]
        may_report = (
            obj.is_running
            and obj.response.state == ResponseState.ACTIVE
            and policy_of(ResponseTask).can(self.actor, PERFORM, obj)
        )
        page["report_form"] = FeedbackForm() if may_report else None
        if may_report:
            page["report_url"] = reverse("responses:report", args=[obj.pk])
            page["may_submit"] = obj.state in TASK["submit"].sources
            page["capture"] = {
                "upload_url": reverse("responses:photo", args=[obj.pk]),
                "nonce": issue_nonce(self.actor),
                "subject_type": obj._meta.label,
                "subject_id": obj.pk,
            }
        return page


class TaskStep(TransitionView):
    """Accept, begin, report as done, verify, return, cancel."""

    model = ResponseTask
    machine = TASK
    services: ClassVar = {
        "accept": accept_task,
        "start": start_task,
        "submit": submit_task,
        "verify": verify_task,
        "return_": return_task,
        "cancel": cancel_task,
    }
    id_argument = "task_id"

    def success_url(self, pk: Any, name: str) -> str:
        """Back to where the button was: the board or the task."""
        back = self._back()
        return back if back != "/" else super().success_url(pk, name)


@require_POST
@requires(VIEW_TASK)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a report on a task, with a photo; ``done`` reports it as done as well."""
    form = FeedbackForm(request.POST, request.FILES)
    if not form.is_valid():
        raise InvalidInput(fields={k: str(v[0]) for k, v in form.errors.items()})
    values = form.cleaned_data
    photos = [values["photo"]] if values["photo"] else []
    attachments = [values["attachment"]] if values["attachment"] else []
    if "done" in request.POST:
        submit_task(
            task_id=pk,
            actor=request.actor,
            text=values["text"],
            photos=photos,
            attachment_ids=attachments,
        )
    else:
        report_on_task(
            task_id=pk,
            actor=request.actor,
            text=values["text"],
            photos=photos,
            attachment_ids=attachments,
            longitude=values["longitude"],
            latitude=values["latitude"],
        )
    messages.success(request, _("Reported."))
    return go_to(request, reverse("responses:task", args=[pk]))


@require_POST
@requires(VIEW_TASK)
def photo(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a photo from the page; answers its id and address."""
    require(request.actor, PERFORM, get_visible(ResponseTask, pk, actor=request.actor))
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse(
            {"detail": _("The photo did not arrive. Please send it again.")}, status=422
        )
    try:
        stored = attach_photo(
            task_id=pk,
            uploaded=form.cleaned_data["file"],
            actor=request.actor,
            nonce=form.cleaned_data["nonce"],
            captured_at=form.cleaned_data["captured_at"],
            longitude=form.cleaned_data["longitude"],
            latitude=form.cleaned_data["latitude"],
        )
    except DomainError as error:
        return JsonResponse({"detail": photo_problem(error)}, status=error.status)
    return JsonResponse(
        {"id": stored.id, "url": stored.url, "thumbnail_url": stored.url}, status=201
    )


def photo_problem(error: DomainError) -> str:
    """The words of a refusal, those of its fields first."""
    if isinstance(error, InvalidInput) and error.fields:
        return " ".join(str(message) for message in error.fields.values())
    return str(error)


class OrdersPage(ActorPage):
    """Orders and feedback of one response, newest first."""

    model = Response
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show them."""
        response = get_visible(Response, pk, actor=self.actor)
        page = {
            "title": _("Orders and feedback"),
            "subtitle": response.matter,
            "breadcrumbs": [{"label": response.matter, "url": response.get_absolute_url()}],
            "live_topic": f"response:{response.pk}",
            "entries": list(self.entries(response)),
        }
        return render_page(request, "responses/orders.html", {"page": page})

    def entries(self, response: Response) -> Iterable[dict[str, Any]]:
        """Orders and feedback as timeline entries."""
        tasks = (
            visible(ResponseTask, self.actor)
            .filter(response=response)
            .select_related("group")
            .prefetch_related("feedback")
        )
        found = []
        for task in tasks:
            if task.kind == "order":
                found.append(
                    {
                        "at": task.assigned_at,
                        "text": f"{task.group.name}：{task.title}",
                        "actor": task.issued_by,
                        "kind": pgettext("task", "order"),
                        "url": task.get_absolute_url(),
                    }
                )
            pictures = None
            for row in task.feedback.all():
                image = ""
                if row.attachment_ids:
                    pictures = pictures or {a.id: a for a in attachments_of(task)}
                    first = pictures.get(row.attachment_ids[0])
                    image = first.url if first is not None and first.is_image else ""
                found.append(
                    {
                        "at": row.at,
                        "text": f"{task.group.name} · {task.title}：{row.text}",
                        "actor": row.actor_name,
                        "kind": row.get_kind_display(),
                        "url": task.get_absolute_url(),
                        "image_url": image,
                    }
                )
        return sorted(found, key=lambda entry: entry["at"], reverse=True)
