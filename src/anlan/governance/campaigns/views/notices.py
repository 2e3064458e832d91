"""Notices of a period: page, words, steps, receipts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.governance.campaigns.choices import NOTICE_TONES, NoticeState
from anlan.governance.campaigns.forms import NoticeForm
from anlan.governance.campaigns.models import CampaignNotice, NoticeReceipt
from anlan.governance.campaigns.permissions import REPORT, RUN
from anlan.governance.campaigns.services import notices as services
from anlan.governance.campaigns.states import NOTICE
from anlan.governance.campaigns.views.campaigns import CRUMBS
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ChangePage, ObjectPage, TransitionView, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.requests import ActorRequest, requires


class NoticePage(ObjectPage):
    """One notice: who is praised and criticised, the paper, who confirmed it."""

    model = CampaignNotice
    machine = NOTICE
    state_tones = NOTICE_TONES
    transition_url_name = "campaigns:notice_step"
    edit_url_name = "campaigns:notice_change"
    edit_permission = RUN
    select_related = ("review__campaign__office",)
    live_topic = "campaigns"
    breadcrumbs = CRUMBS

    def number(self, obj: CampaignNotice) -> str:
        """The number of the paper."""
        return obj.document_number

    def get_subtitle(self, obj: CampaignNotice) -> str:
        """Of which campaign."""
        return obj.review.campaign.name

    def describe(self, obj: CampaignNotice) -> dict[str, Any]:
        """What is approved is not changed."""
        page = super().describe(obj)
        if obj.state != NoticeState.DRAFT:
            page["edit_url"] = ""
        return page

    def facts(self, obj: CampaignNotice) -> list[dict[str, Any]]:
        """Its words."""
        return [
            fact_group(
                _("Notice"),
                fact(_("general situation"), obj.situation, wide=True),
                fact(_("praised units"), as_text(obj.praised) or None, wide=True),
                fact(_("criticised units"), as_text(obj.criticised) or None, wide=True),
                fact(_("what is asked for"), obj.demands, wide=True),
                fact(_("drafted by"), obj.drafted_by),
                fact(_("approved by"), obj.approved_by),
            )
        ]

    def own_panels(self, obj: CampaignNotice) -> Iterable[Mapping[str, Any]]:
        """The paper and the receipts."""
        papers = documents_of(obj, self.actor)
        if papers:
            yield {
                "id": "papers",
                "title": _("Papers"),
                "count": len(papers),
                "rows": [
                    {"label": p.title, "url": p.url, "where": p.number, "at": p.created_at}
                    for p in papers
                ],
            }
        rows = list(visible(NoticeReceipt, self.actor).filter(notice=obj).select_related("unit"))
        if rows:
            own = set(
                policy_of(NoticeReceipt)
                .permitted(self.actor, REPORT)
                .filter(notice=obj, unit_id=self.actor.organisation_id, received_at__isnull=True)
                .values_list("pk", flat=True)
            )
            yield {
                "id": "receipts",
                "title": _("Receipts"),
                "count": f"{sum(1 for r in rows if r.received_at)}/{len(rows)}",
                "template": "campaigns/_receipts.html",
                "receipts": [{"row": row, "may_confirm": row.pk in own} for row in rows],
            }


def as_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write the units of a list, one a line."""
    return "\n".join(f"{row['unit']}：{row['text']}" for row in rows)


class NoticeChangePage(ChangePage):
    """Edit the words of a draft."""

    model = CampaignNotice
    permission = RUN
    form_class = NoticeForm
    title = gettext_lazy("Edit the notice")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """The words as they are."""
        return {
            "title": self.obj.title,
            "situation": self.obj.situation,
            "praised": as_text(self.obj.praised),
            "criticised": as_text(self.obj.criticised),
            "demands": self.obj.demands,
        }

    def save(self, form: Any) -> CampaignNotice:
        """Call the service."""
        data = dict(form.cleaned_data)
        known = {row["unit"]: row["unit_id"] for row in [*self.obj.praised, *self.obj.criticised]}
        for name in ("praised", "criticised"):
            data[name] = _read_units(name, data[name], known)
        return services.change_notice(notice_id=self.obj.pk, actor=self.actor, **data)


def _read_units(name: str, text: str, known: Mapping[str, int]) -> list[dict[str, Any]]:
    """Read the lines “unit：why”; a unit must be one of the sunshine list's."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        unit, _colon, words = line.replace(":", "：", 1).partition("：")
        if unit.strip() not in known:
            raise InvalidInput(
                fields={
                    name: _(
                        "“%(unit)s” is no unit of the draft; lines may be taken out or reworded."
                    )
                    % {"unit": unit.strip()[:40]}
                }
            )
        unit = unit.strip()
        found.append({"unit_id": known[unit], "unit": unit, "text": words.strip()})
    return found


class NoticeStep(TransitionView):
    """The steps of a notice."""

    model = CampaignNotice
    machine = NOTICE
    id_argument = "notice_id"
    services: ClassVar = {
        "approve": services.approve_notice,
        "return": services.return_notice,
        "publish": services.publish_notice,
        "drop": services.drop_notice,
    }


@require_POST
@requires(REPORT)
def receive(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm for one's unit that the notice came."""
    receipt = services.confirm_receipt(receipt_id=pk, actor=request.actor)
    messages.success(request, _("Confirmed."))
    return go_to(request, receipt.notice.get_absolute_url())
