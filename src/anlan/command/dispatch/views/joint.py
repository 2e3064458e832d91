"""The joint plan of all open incidents: who goes where, and the orders in one step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.command.dispatch.constants import MAX_ORDER_LENGTH
from anlan.command.dispatch.contracts import JointPlan
from anlan.command.dispatch.forms import JointForm
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ASSIGN
from anlan.command.dispatch.selectors.beyond import ask_beyond
from anlan.command.dispatch.selectors.joint import plan_jointly
from anlan.command.dispatch.services.joint import send_jointly
from anlan.command.dispatch.views.dispatches import order_words
from anlan.command.roads.public import has_network
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.requests import render_page


class JointPage(ActorPage):
    """Choose incidents and what stays at home, see the best plan, give the orders."""

    model = Dispatch
    permission = ASSIGN

    def get(self, request: Any) -> HttpResponse:
        """Compute the plan for what is asked."""
        form = JointForm(request.GET if "keep" in request.GET else None)
        keep, chosen = 0, None
        if form.is_bound and form.is_valid():
            keep = form.cleaned_data["keep"] or 0
            chosen = {int(v) for v in request.GET.getlist("incident") if v.isdecimal()}
        is_ready = has_network()
        plan: JointPlan | None = None
        if is_ready:
            plan = plan_jointly(self.actor, only=chosen, keep=keep)
        page = {
            "title": _("Plan all incidents together"),
            "breadcrumbs": [{"label": _("Dispatch"), "url": reverse("dispatch:list")}],
            "live_topic": "dispatch",
            "plan": plan,
            "is_ready": is_ready,
            "keep": keep,
            "teams_sent": sum(len(task.sent) for task in plan.tasks) if plan else 0,
            "missing": sum(need.wanted for task in plan.tasks for need in task.missing)
            if plan
            else 0,
            "choices": [
                {"incident": incident, "chosen": chosen is None or incident.id in chosen}
                for incident in (plan.waiting if plan else ())
            ],
            "tasks": [
                {
                    "task": task,
                    "order": order_words(task.incident),
                    "neighbours": ask_beyond(
                        (need.code for need in task.missing), task.incident, self.actor
                    ),
                }
                for task in (plan.tasks if plan else ())
            ],
            "orders_url": reverse("dispatch:joint_orders"),
            "max_order": MAX_ORDER_LENGTH,
            "empty": {
                "icon": "circle-check",
                "title": _("No open incident asks for more teams"),
                "text": _(
                    "The needs come from the level of the plan that runs or is recommended. "
                    "Incidents without a position are not planned."
                ),
                "url": reverse("incidents:list"),
                "label": _("Incidents"),
            },
        }
        status = 422 if form.is_bound and form.errors else 200
        return render_page(
            request, "dispatch/joint.html", {"page": page, "form": form}, status=status
        )


class JointOrders(ActorPage):
    """Give the orders that were left ticked."""

    model = Dispatch
    permission = ASSIGN
    http_method_names = ("post",)

    def post(self, request: Any) -> HttpResponse:
        """Order the teams; what could not be ordered is said."""
        pairs = []
        for value in request.POST.getlist("send"):
            incident, _colon, team = value.partition(":")
            if not (incident.isdecimal() and team.isdecimal()):
                raise InvalidInput(fields={"send": _("Choose teams from the plan.")})
            pairs.append((int(incident), int(team)))
        if not pairs:
            messages.warning(request, _("No team was chosen, nothing was ordered."))
            return go_to(request, reverse("dispatch:joint"))
        orders = {
            incident: str(request.POST.get(f"order-{incident}", "")) for incident, _team in pairs
        }
        sent, refused = send_jointly(pairs=pairs, orders=orders, actor=self.actor)
        if sent:
            messages.success(
                request,
                ngettext("%(n)d team was ordered.", "%(n)d teams were ordered.", len(sent))
                % {"n": len(sent)},
            )
        for team, why in refused:
            messages.warning(
                request, _("%(team)s was not ordered: %(why)s") % {"team": team, "why": why}
            )
        return go_to(request, reverse("dispatch:list"))
