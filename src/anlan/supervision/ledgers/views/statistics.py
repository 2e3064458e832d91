"""Statistics of a ledger."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.supervision.ledgers.models import Ledger, LedgerRow
from anlan.supervision.ledgers.permissions import VIEW_ROW
from anlan.supervision.ledgers.selectors import statistics
from anlan.supervision.ledgers.services.values import fields_of


@require_GET
@requires(VIEW_ROW)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """Show every cut with its lines, each a link to the rows behind it."""
    ledger = get_visible(Ledger, pk, actor=request.actor)
    found = statistics(ledger, fields_of(ledger), visible(LedgerRow, request.actor))
    address = ledger.get_absolute_url()
    for cut in found["cuts"]:
        largest = max([line["count"] for line in cut.lines], default=0) or 1
        for line in cut.lines:
            line["share"] = round(100 * line["count"] / largest)
            line["url"] = f"{address}{line['query']}" if line["query"] and line["count"] else ""
    page = {
        "title": _("Statistics: %(ledger)s") % {"ledger": ledger.name},
        "subtitle": ledger.pack.name,
        "breadcrumbs": [
            {"label": _("Sector ledgers"), "url": reverse("ledgers:ledgers")},
            {"label": ledger.name, "url": address},
        ],
        "print": True,
    }
    return render_page(
        request, "ledgers/statistics.html", {"page": page, "statistics": found, "ledger": ledger}
    )
