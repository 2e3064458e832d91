"""Reports a plan stands on: is each there that the rule asks for, and not of an earlier version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from anlan.command.plans.choices import ReportKind
from anlan.command.plans.gaps.findings import WARNING, Gap
from anlan.command.plans.models import Plan, PlanReport
from anlan.kernel import clock
from anlan.kernel.tables import read_csv

TABLE = Path(__file__).parent.parent / "data" / "report_duties.csv"
#: A report older than the plan may become, before it must be assessed anew.
OLDEST = timedelta(days=1095)


@cache
def asked_reports() -> tuple[dict[str, str], ...]:
    """Return the table of reports the rules ask for, by kind of plan."""
    return tuple(read_csv(TABLE))


def check(plan: Plan) -> Iterator[Gap]:
    """Yield reports that are missing, and those made for an earlier version."""
    newest: dict[str, PlanReport] = {}
    for report in PlanReport.objects.filter(plan__code=plan.code).order_by("made_on", "pk"):
        newest[report.kind] = report
    earlier = (
        Plan.objects.filter(code=plan.code, version__lt=plan.version, issued_on__isnull=False)
        .order_by("-version")
        .values_list("issued_on", flat=True)
        .first()
    )
    oldest = earlier or (plan.issued_on or clock.today()) - OLDEST
    for row in asked_reports():
        if plan.kind not in row["kinds"].split():
            continue
        name = ReportKind(row["report"]).label
        found = newest.get(row["report"])
        if found is None:
            yield Gap(
                "no_report",
                WARNING,
                _("No %(report)s is attached (%(law)s).")
                % {"report": name, "law": row["legal_basis"]},
                _("Attach the report, or have it drawn up from the data of the platform."),
                about=row["report"],
            )
        elif found.made_on < oldest:
            yield Gap(
                "old_report",
                WARNING,
                _("The %(report)s of %(day)s was made before the version in force.")
                % {"report": name, "day": f"{found.made_on:%Y-%m-%d}"},
                _("Assess and survey anew, and attach the new report."),
                about=f"{row['report']}/{found.made_on}",
            )
