"""Who reads packs and ledgers, who fills them, who changes them, who approves."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import is_county_wide
from anlan.kernel.actor import Scope
from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.supervision.ledgers.models import (
    Cadence,
    CadenceOccurrence,
    Checklist,
    ChecklistItem,
    Criterion,
    Ledger,
    LedgerField,
    LedgerRow,
    NamedThing,
    Pack,
    PackVersion,
    Target,
)

OFFICIALS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
)
READERS = (*OFFICIALS, "enterprise_manager", "team_leader", "system_admin")
KEEPERS = (
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "enterprise_manager",
)
VIEW = "ledgers.view_pack"
EDIT = "ledgers.edit_pack"
APPROVE = "ledgers.approve_pack"
CONFIRM = "ledgers.confirm_criterion"
VIEW_ROW = "ledgers.view_row"
KEEP_ROW = "ledgers.keep_row"
IMPORT = "ledgers.import_rows"
REPORT = "ledgers.report_target"
VIEW_DUTY = "ledgers.view_duty"
COMPLETE = "ledgers.complete_duty"

register_actions(
    Action(VIEW, _("read sector packs"), roles=READERS),
    Action(EDIT, _("edit sector packs"), roles=("bureau_officer", "department_officer")),
    Action(APPROVE, _("approve versions of sector packs"), roles=("bureau_officer",)),
    Action(
        CONFIRM,
        _("confirm hazard criteria against the official text"),
        roles=("bureau_officer", "department_officer"),
    ),
    Action(
        REPORT,
        _("report how targets of sector packs stand"),
        roles=("bureau_officer", "department_officer"),
    ),
    Action(VIEW_ROW, _("read ledgers"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(KEEP_ROW, _("keep ledgers"), roles=KEEPERS),
    Action(
        IMPORT,
        _("import ledgers from a table"),
        roles=("bureau_officer", "department_officer", "township_officer"),
    ),
    Action(VIEW_DUTY, _("read the duties of cadences"), roles=(*OFFICIALS, "enterprise_manager")),
    Action(COMPLETE, _("report duties of cadences as done"), roles=KEEPERS),
)


class _InPack(Policy[Any]):
    """Parts of a pack: read by all, changed by its department or the county's bureau."""

    view = VIEW
    public = True
    #: Path from the part to the department.
    department = "pack__organisation_id"

    def scope_q(self, scope: Scope) -> Q | None:
        """The whole county, or the packs of one's department."""
        if is_county_wide(scope):
            return Q()
        return Q(**{self.department: scope.value}) if scope.kind == "organisation" else None

    def covers(self, scope: Scope, obj: Any) -> bool:
        """As ``scope_q``."""
        if is_county_wide(scope):
            return True
        found = obj
        for part in self.department.split("__"):
            found = getattr(found, part, None)
        return scope.kind == "organisation" and found is not None and str(found) == scope.value


@policy
class PackPolicy(_InPack):
    """The packs themselves."""

    model = Pack
    department = "organisation_id"


@policy
class PackVersionPolicy(_InPack):
    """Wordings of packs."""

    model = PackVersion


@policy
class NamedThingPolicy(_InPack):
    """What documents name."""

    model = NamedThing


@policy
class LedgerPolicy(_InPack):
    """Descriptions of ledgers; their rows have a policy of their own."""

    model = Ledger


@policy
class LedgerFieldPolicy(_InPack):
    """Columns of ledgers."""

    model = LedgerField
    department = "ledger__pack__organisation_id"


@policy
class ChecklistPolicy(_InPack):
    """Checklists."""

    model = Checklist


@policy
class ChecklistItemPolicy(_InPack):
    """Items of checklists."""

    model = ChecklistItem
    department = "checklist__pack__organisation_id"


@policy
class CriterionPolicy(_InPack):
    """Hazard criteria."""

    model = Criterion


@policy
class CadencePolicy(_InPack):
    """Cadences."""

    model = Cadence


@policy
class TargetPolicy(_InPack):
    """Targets."""

    model = Target


class _Kept(Policy[Any]):
    """What lies in a region and is kept by somebody; a department reads all of its packs' own."""

    region_field = "region"
    organisation_field = "organisation_id"
    sector_field = "sector_id"
    #: Path to the part of the pack that it belongs to, and that part's model.
    part = "ledger_id"
    part_model: Any = Ledger

    def scope_q(self, scope: Scope) -> Q | None:
        """By place, by keeper, by sector; a department's own packs besides."""
        found = super().scope_q(scope)
        if scope.kind != "organisation" or found is None:
            return found
        # Asked first, so that an enterprise's few rows are found by its own index.
        parts = list(
            self.part_model._default_manager.filter(pack__organisation_id=scope.value).values_list(
                "pk", flat=True
            )
        )
        return found | Q(**{f"{self.part}__in": parts}) if parts else found

    def covers(self, scope: Scope, obj: Any) -> bool:
        """As ``scope_q``."""
        if super().covers(scope, obj):
            return True
        if scope.kind != "organisation":
            return False
        part = getattr(obj, self.part.removesuffix("_id"))
        return str(part.pack.organisation_id) == scope.value


@policy
class LedgerRowPolicy(_Kept):
    """Rows of ledgers; removed ones are gone for everybody."""

    model = LedgerRow
    view = VIEW_ROW

    def queryset(self) -> Any:
        """Rows that were not removed."""
        return LedgerRow.objects.filter(is_removed=False)


@policy
class CadenceOccurrencePolicy(_Kept):
    """Duties."""

    model = CadenceOccurrence
    view = VIEW_DUTY
    part = "cadence_id"
    part_model = Cadence
