"""What systems sent, as it came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.intake.choices import MessageKind
from anlan.command.intake.models import IntakeMessage
from anlan.command.intake.permissions import HANDLE, VIEW_MESSAGE
from anlan.command.intake.services.messages import reveal_message, settle_message
from anlan.command.intake.tables import MessageTable
from anlan.kernel.pages import Facet, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class MessageListPage(ListPage):
    """Messages, those that nobody could read first."""

    model = IntakeMessage
    table_class = MessageTable
    title = gettext_lazy("Messages of systems")
    live_topic = "intake"
    saved_filters = (
        SavedFilter(
            "refused",
            gettext_lazy("Not understood"),
            Q(kind=MessageKind.INVALID, settled_at__isnull=True),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("kind", gettext_lazy("Kind")), Facet("source", gettext_lazy("Source")))
    select_related = ("source",)
    ordering = ("-pk",)
    breadcrumbs: ClassVar = ((gettext_lazy("Intake sources"), "intake:sources"),)
    empty_title = gettext_lazy("Every message was understood")
    empty_text = gettext_lazy("What a system sends is kept here as it came, also when it is wrong.")


class MessagePage(ObjectPage):
    """One message: what it changed, or what is wrong with it."""

    model = IntakeMessage
    select_related = ("source", "item")
    breadcrumbs: ClassVar = ((gettext_lazy("Messages of systems"), "intake:messages"),)

    def own_verbs(self, obj: IntakeMessage) -> Iterable[Verb]:
        """Dealt with."""
        waits = obj.kind == MessageKind.INVALID and obj.settled_at is None
        if waits and self.actor.has(HANDLE):
            yield Verb(
                "settle",
                _("Dealt with"),
                reverse("intake:settle_message", args=[obj.pk]),
                style="primary",
                icon="check",
                needs_reason=True,
            )

    def facts(self, obj: IntakeMessage) -> list[dict[str, Any]]:
        """When, what, why not; the body itself is shown on demand and that is recorded."""
        rows = [
            fact(_("source"), obj.source.name, url=obj.source.get_absolute_url()),
            fact(_("received at"), at=obj.received_at),
            fact(_("kind"), obj.get_kind_display()),
            fact(_("sent again"), str(obj.repeats)),
        ]
        if obj.item is not None:
            rows.append(fact(_("intake item"), obj.item.title, url=obj.item.get_absolute_url()))
        if obj.error:
            rows.append(fact(_("why it was not understood"), obj.error, wide=True))
        for name, change in obj.changes.items():
            rows.append(fact(name, " → ".join(change) if isinstance(change, list) else str(change)))
        if obj.settled_at:
            rows += [
                fact(_("dealt with by"), obj.settled_by),
                fact(_("dealt with at"), at=obj.settled_at),
            ]
        rows.append(
            fact(
                _("as received"),
                _("%(count)d characters") % {"count": len(obj.raw)},
                reveal_url=reverse("intake:raw", args=[obj.pk]),
                wide=True,
            )
        )
        return [fact_group("", *rows)]


@require_POST
@requires(VIEW_MESSAGE)
def raw(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer the body as it came; audited."""
    response = HttpResponse(
        reveal_message(message_id=pk, actor=request.actor),
        content_type="text/plain; charset=utf-8",
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@requires(HANDLE)
def settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that somebody dealt with it."""
    message = settle_message(
        message_id=pk, actor=request.actor, reason=request.POST.get("reason", "")
    )
    return go_to(request, message.get_absolute_url())
