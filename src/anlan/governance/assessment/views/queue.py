"""The assessor's queue: one item at a time over all units, by keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of
from anlan.governance.assessment import scoring
from anlan.governance.assessment.forms import MarkForm, explain
from anlan.governance.assessment.models import ItemResult
from anlan.governance.assessment.permissions import MARK
from anlan.governance.assessment.selectors.queue import items_waiting, queue_of
from anlan.governance.assessment.services import marking
from anlan.governance.assessment.views.items import ItemPage
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Rows of one item shown at once.
MOST_ROWS = 60
#: Shares offered as buttons.
SHARES = (1, 0.8, 0.6, 0)


class QueuePage(ActorPage):
    """What waits for my mark."""

    model = ItemResult
    permission = MARK
    title = gettext_lazy("To mark")
    breadcrumbs = ((gettext_lazy("Assessments"), "assessment:runs"),)
    #: A mark that was refused: what was typed, and why.
    kept_mark: Mapping[str, Any] | None = None

    def get(self, request: Any, **_kwargs: Any) -> HttpResponse:
        """Show the units of one item."""
        items = items_waiting(self.actor)
        kept = self.kept_mark
        wanted = str(kept["item"]) if kept is not None else request.GET.get("item", "")
        chosen = next((x.item for x in items if str(x.item.pk) == wanted), None)
        if chosen is None and items:
            chosen = items[0].item
        rows = (
            list(queue_of(self.actor).filter(item=chosen).distinct()[:MOST_ROWS]) if chosen else []
        )
        page = {
            "title": self.title,
            "subtitle": _("Tab goes on, Enter marks and leads to the next unit."),
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": "",
            "items": [
                {
                    "item": x.item,
                    "waiting": x.waiting,
                    "active": chosen is not None and x.item.pk == chosen.pk,
                    "url": f"?item={x.item.pk}",
                }
                for x in items
            ],
            "chosen": chosen,
            "kept": kept,
            "full": scoring.plain(chosen.points) if chosen is not None else "",
            "rows": [
                {
                    "row": row,
                    "files": attachments_of(row),
                    "state": {"label": row.get_state_display(), "tone": row.tone},
                    "marks": list(row.marks.all()),
                    "is_kept": kept is not None and kept["pk"] == row.pk,
                }
                for row in rows
            ],
            "shares": [
                {
                    "label": f"{round(share * 100)}%",
                    "points": scoring.plain(scoring.points_of(float(chosen.points) * share)),
                }
                for share in SHARES
            ]
            if chosen is not None
            else [],
        }
        return render_page(request, "assessment/queue.html", {"page": page})


@require_POST
@requires(MARK)
def mark(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark one item of one unit and go on to the next."""
    # A form says nothing of what one may not see.
    seen = get_visible(ItemResult, pk, actor=request.actor)
    form = MarkForm(request.POST)
    try:
        if not form.is_valid():
            raise InvalidInput(fields=explain(form))
        row = marking.mark_item(item_result_id=pk, actor=request.actor, **form.cleaned_data)
    except InvalidInput as refused:
        return _again(request, seen, refused)
    messages.success(
        request,
        _("%(unit)s: %(state)s") % {"unit": row.result.who, "state": row.get_state_display()},
    )
    if request.POST.get("then") == "item":
        return go_to(request, row.get_absolute_url())
    return go_to(request, f"{reverse('assessment:queue')}?item={row.item_id}")


def _again(request: ActorRequest, row: ItemResult, refused: InvalidInput) -> HttpResponse:
    """Show the page the mark came from, with what was typed and why it was refused."""
    kept = {
        "pk": row.pk,
        "item": row.item_id,
        "given": request.POST.get("given", ""),
        "reason": request.POST.get("reason", ""),
        "errors": [str(words) for words in refused.fields.values()] or [str(refused)],
    }
    page = (ItemPage if request.POST.get("then") == "item" else QueuePage)(kept_mark=kept)
    page.setup(request, pk=row.pk)
    answer = page.get(request, pk=row.pk)
    answer.status_code = 422
    return answer
