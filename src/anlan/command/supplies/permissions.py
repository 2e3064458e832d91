"""Officials read the supplies of their area; keepers keep their own warehouse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.supplies.models import StockItem, StockMovement, Warehouse
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "supplies.view_warehouse"
CHANGE = "supplies.change_warehouse"
ADJUST = "supplies.adjust_stock"

register_actions(
    Action(
        VIEW,
        _("read emergency supplies"),
        roles=(
            "county_leader",
            "commander",
            "duty_officer",
            "bureau_officer",
            "department_officer",
            "township_officer",
            "warehouse_keeper",
            "auditor",
        ),
    ),
    Action(CHANGE, _("keep warehouses"), roles=("bureau_officer",)),
    Action(ADJUST, _("book emergency supplies"), roles=("warehouse_keeper", "bureau_officer")),
)


@policy
class WarehousePolicy(Policy[Warehouse]):
    """By region; one's organisation's warehouses; the one a person keeps."""

    model = Warehouse
    view = VIEW
    region_field = "region"
    organisation_field = "organisation_id"
    person_field = "keeper_id"


@policy
class StockItemPolicy(Policy[StockItem]):
    """As the warehouse."""

    model = StockItem
    view = VIEW
    region_field = "warehouse__region"
    organisation_field = "warehouse__organisation_id"
    person_field = "warehouse__keeper_id"


@policy
class StockMovementPolicy(Policy[StockMovement]):
    """As the warehouse."""

    model = StockMovement
    view = VIEW
    region_field = "item__warehouse__region"
    organisation_field = "item__warehouse__organisation_id"
    person_field = "item__warehouse__keeper_id"
