"""Giving the tasks of a planning document: what each unit word means, then one click."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.governance.commitments.forms import unit_choices
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import GIVE
from anlan.governance.commitments.services.plans import give_plan, preview_plan
from anlan.governance.commitments.views.commitments import CRUMBS
from anlan.governance.planning.public import confirmed_tasks
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.requests import render_page

NOBODY = "nobody"


class PlansPage(ActorPage):
    """The planning documents with confirmed tasks."""

    model = Commitment
    permission = GIVE
    title = gettext_lazy("Give the tasks of a plan")
    breadcrumbs = CRUMBS

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the documents with how many tasks each has and how many were given."""
        counts: dict[int, list[Any]] = {}
        keys: dict[str, int] = {}
        for task in confirmed_tasks(self.actor):
            row = counts.setdefault(task.document_id, [task.document_name, 0, 0])
            row[1] += 1
            keys[str(task.id)] = task.document_id
        given = (
            Commitment.objects.filter(source_model="planning.PlannedTask")
            .exclude(state="cancelled")
            .values_list("source_id", flat=True)
        )
        for key in set(given):
            if key in keys:
                counts[keys[key]][2] += 1
        page = {
            "title": self.title,
            "breadcrumbs": self.get_breadcrumbs(),
            "plans": [
                {
                    "name": name,
                    "tasks": tasks,
                    "given": done,
                    "url": reverse("commitments:give_plan", args=[pk]),
                }
                for pk, (name, tasks, done) in counts.items()
            ],
        }
        return render_page(request, "commitments/plans.html", {"page": page})


class GivePlanPage(ActorPage):
    """Which unit word is which organisation, what would be given; one click gives it all."""

    model = Commitment
    permission = GIVE
    title = gettext_lazy("Give the tasks of a plan")
    breadcrumbs = (*CRUMBS, (gettext_lazy("Give the tasks of a plan"), "commitments:plans"))

    def get(self, request: Any, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview."""
        return self._answer(pk, self._fallback(request.GET))

    def post(self, request: Any, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        """Learn the words chosen, then give."""
        words = request.POST.getlist("word")
        meanings = request.POST.getlist("meaning")
        chosen: dict[str, int | None] = {}
        for word, meaning in zip(words, meanings, strict=False):
            if meaning == NOBODY:
                chosen[word] = None
            elif meaning.isdigit():
                chosen[word] = int(meaning)
        ids = give_plan(
            document_id=pk,
            chosen=chosen,
            fallback_id=self._fallback(request.POST),
            actor=self.actor,
        )
        messages.success(
            request,
            ngettext("%(count)d task was given.", "%(count)d tasks were given.", len(ids))
            % {"count": len(ids)},
        )
        return go_to(request, reverse("commitments:list"))

    def _fallback(self, query: Any) -> int | None:
        value = query.get("fallback", "")
        return int(value) if value.isdigit() else None

    def _answer(self, pk: int, fallback: int | None) -> HttpResponse:
        preview = preview_plan(document_id=pk, actor=self.actor, fallback_id=fallback)
        if not preview.tasks:
            raise NotVisible(
                _("This document has no confirmed task yet: confirm what was read in it first.")
            )
        choices = unit_choices(with_empty=False)
        names = dict(choices)
        page = {
            "title": preview.tasks[0].task.document_name,
            "subtitle": self.title,
            "breadcrumbs": self.get_breadcrumbs(),
            "preview": preview,
            "choices": choices,
            "fallback": str(fallback or ""),
            "words": [
                {
                    "line": line,
                    "means": "、".join(names.get(str(i), "") for i in line.match.organisation_ids),
                }
                for line in preview.words
            ],
            "rows": [
                {
                    "line": line,
                    "leads": "、".join(names.get(str(i), "") for i in line.lead_ids),
                    "joint": "、".join(names.get(str(i), "") for i in line.joint_ids),
                    "supports": "、".join(names.get(str(i), "") for i in line.support_ids),
                }
                for line in preview.tasks
            ],
            "without_unit": sum(1 for line in preview.tasks if not line.task.lead_units),
        }
        return render_page(self.request, "commitments/give.html", {"page": page})
