"""Pages of the audit trail: the list, one record, the verification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.audit import sentences
from anlan.base.audit.filters import AuditFilter
from anlan.base.audit.models import AuditRecord
from anlan.base.audit.permissions import VERIFY
from anlan.base.audit.services import record_reading, verify_trail
from anlan.base.audit.tables import AuditTable
from anlan.kernel.audit_actions import all_audit_actions
from anlan.kernel.pages import ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.requests import render_page, requires


def _reads(actor: Any) -> Q:
    return Q(action__in=[code for code, known in all_audit_actions().items() if known.is_read])


class AuditList(ListPage):
    """The trail, newest first; ``?object=app.Model:key`` shows what happened to one thing."""

    model = AuditRecord
    template = "audit/records.html"
    table_class = AuditTable
    filterset_class = AuditFilter
    ordering = ("-id",)
    saved_filters = (
        SavedFilter("all", gettext_lazy("Everything")),
        SavedFilter("reads", gettext_lazy("Sensitive data read"), _reads),
        SavedFilter("sign_in", gettext_lazy("Sign-in"), Q(action__startswith="accounts.session.")),
        SavedFilter(
            "rights",
            gettext_lazy("Rights"),
            Q(action__startswith="accounts.grant.") | Q(action__startswith="accounts.role."),
        ),
        SavedFilter(
            "override", gettext_lazy("Overrides"), Q(action__startswith="accounts.override.")
        ),
    )

    def queryset(self) -> QuerySet[AuditRecord]:
        """All of the trail, or what concerns one object or one request."""
        rows = super().queryset()
        kind, _sep, key = self.request.GET.get("object", "").rpartition(":")
        if kind:
            rows = rows.filter(object_type=kind, object_id=key)
        if request_id := self.request.GET.get("request", ""):
            rows = rows.filter(request_id=request_id)
        return rows

    def render(self, context: Mapping[str, Any]) -> HttpResponse:
        """Add whether the chain may be verified."""
        return super().render({**context, "may_verify": self.actor.has(VERIFY)})


class AuditPage(ObjectPage):
    """One record: who, what, from where, before and after, its place in the chain."""

    model = AuditRecord
    select_related = ("link",)
    breadcrumbs = ((gettext_lazy("Audit trail"), "audit:records"),)

    def get_object(self, pk: Any) -> AuditRecord:
        """Fetch it, and record that it was read."""
        record: AuditRecord = super().get_object(pk)
        record_reading(actor=self.actor, record=record)
        return record

    def get_title(self, obj: AuditRecord) -> str:
        """The act as a sentence with its doer."""
        return f"{obj.actor_name} {sentences.sentence(obj)}"

    def facts(self, obj: AuditRecord) -> list[dict[str, Any]]:
        """Everything the record holds."""
        link = getattr(obj, "link", None)
        return [
            fact_group(
                _("Act"),
                fact(_("Time"), at=obj.at),
                fact(_("Who"), obj.actor_name, help=obj.actor_id),
                fact(_("What"), sentences.sentence(obj), help=obj.action),
                fact(
                    _("On what"),
                    f"{sentences.kind_of(obj)} {obj.object_label}".strip(),
                    url=sentences.object_url(obj),
                ),
                fact(_("Reason"), obj.reason, wide=True),
                fact(_("Network address"), obj.address),
                fact(_("Request id"), obj.request_id),
            ),
            fact_group(
                _("Audit chain"),
                fact(_("Chain link"), link.sequence if link else None),
                fact(_("Hash"), link.hash if link else None, wide=True),
                fact(_("Hash before"), link.previous_hash if link else None, wide=True),
            ),
        ]

    def timeline(self, obj: AuditRecord) -> None:
        """A record has no history; it is history."""

    def own_panels(self, obj: AuditRecord) -> Iterable[Mapping[str, Any]]:
        """Before and after, field by field; what else the same request did."""
        changes = sentences.compare(obj)
        yield {
            "id": "changes",
            "title": _("Before and after"),
            "count": len(changes),
            "wide": True,
            "template": "audit/_changes.html",
            "changes": changes,
        }
        if obj.request_id:
            same = self.rights.visible(self.actor).filter(request_id=obj.request_id)
            yield {
                "id": "request",
                "title": _("The same request"),
                "rows": [
                    {"label": sentences.sentence(r), "url": r.get_absolute_url(), "at": r.at}
                    for r in same.exclude(pk=obj.pk)[:20]
                ],
            }


@require_POST
@requires(VERIFY)
def verify(request: Any) -> HttpResponse:
    """Recompute the chain and say whether it is whole."""
    report = verify_trail(
        actor=request.actor, expected_head=request.POST.get("head", "").strip()[:64]
    )
    context = {"page": {"title": _("Verification of the audit trail")}, "report": report}
    return render_page(request, "audit/verified.html", context, partial="audit/_verified.html")
