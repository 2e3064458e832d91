"""What follows from a final ranking: whoever failed is proposed for an interview 约谈."""

from __future__ import annotations

from django.db import transaction

from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import Band, RunKind, RunState
from anlan.governance.assessment.models import Run
from anlan.governance.oversight.public import orders_about, propose_order
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted


@transaction.atomic
def propose_interviews(*, run_id: int, actor: Actor) -> int:
    """Propose an interview with every unit that failed; the office takes it up or dismisses it.

    Monthly reviews have no such consequence. Again proposes nothing twice. Returns how many.
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state != RunState.CONFIRMED or run.kind == RunKind.MONTH:
        return 0
    proposed = 0
    for result in run.results.filter(band=Band.FAILED).select_related("organisation", "person"):
        if orders_about(actor, subject_type=result._meta.label, subject_ids=[result.pk]):
            continue
        score = "未计分" if result.score is None else f"{scoring.plain(result.score)}分"
        why = f"，一票否决：{result.vetoed}" if result.vetoed else ""
        try:
            propose_order(
                kind="interview",
                organisation_id=result.organisation_id,
                reason=f"{run.name}等次为不合格（{score}{why}），按评分方案予以约谈。",
                subject=result,
                facts=[
                    {"label": "得分", "value": score},
                    {"label": "名次", "value": result.rank or "—"},
                ],
                actor=actor,
            )
        except NotPermitted:  # no office that could issue it is staffed yet
            continue
        proposed += 1
    return proposed
