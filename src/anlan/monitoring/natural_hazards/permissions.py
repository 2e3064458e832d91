"""Who sees and keeps natural hazards: townships their own area, group monitors their points."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor, Scope
from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions
from anlan.monitoring.natural_hazards.models import (
    Catchment,
    DangerMap,
    FeedMessage,
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
    GroupMonitor,
    HazardEvent,
    HazardProduct,
    HourlyValue,
    IncomingWarning,
    ProductArea,
    Station,
    StationPoint,
    Threshold,
    VerificationScore,
    WarningArea,
    WarningFeed,
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
#: The villager who watches a hazard point 群测群防员; which points, his appointments say.
MONITOR = "group_monitor"
KEEPERS = ("bureau_officer", "department_officer")

VIEW = "natural_hazards.view_product"
MAKE = "natural_hazards.make_product"
VIEW_STATION = "natural_hazards.view_station"
CHANGE_STATION = "natural_hazards.change_station"
VIEW_THRESHOLD = "natural_hazards.view_threshold"
CHANGE_THRESHOLD = "natural_hazards.change_threshold"
VIEW_GEO = "natural_hazards.view_geo_point"
CHANGE_GEO = "natural_hazards.change_geo_point"
STRIKE_OFF = "natural_hazards.strike_off"
PLAN_INSPECTION = "natural_hazards.plan_inspection"
OBSERVE = "natural_hazards.record_observation"
ACCEPT_INSPECTION = "natural_hazards.accept_inspection"
VIEW_WARNING = "natural_hazards.view_warning"
RECEIVE_WARNING = "natural_hazards.receive_warning"
KEEP_FEED = "natural_hazards.keep_feed"
VIEW_EVENT = "natural_hazards.view_event"
RECORD_EVENT = "natural_hazards.record_event"
VIEW_SCORE = "natural_hazards.view_score"
VERIFY = "natural_hazards.verify_warnings"

register_actions(
    Action(VIEW, _("read natural hazard products"), roles=OFFICIALS),
    Action(
        MAKE, _("make natural hazard products at once"), roles=("bureau_officer", "duty_officer")
    ),
    Action(VIEW_STATION, _("read monitoring stations and catchments"), roles=OFFICIALS),
    Action(CHANGE_STATION, _("keep monitoring stations and catchments"), roles=KEEPERS),
    Action(VIEW_THRESHOLD, _("read natural hazard thresholds"), roles=OFFICIALS),
    Action(CHANGE_THRESHOLD, _("change natural hazard thresholds"), roles=("bureau_officer",)),
    Action(VIEW_GEO, _("read geological hazard points"), roles=(*OFFICIALS, MONITOR)),
    Action(CHANGE_GEO, _("keep geological hazard points and their monitors"), roles=KEEPERS),
    Action(STRIKE_OFF, _("strike geological hazard points off"), roles=KEEPERS),
    Action(PLAN_INSPECTION, _("plan the three inspections of hazard points"), roles=KEEPERS),
    Action(
        OBSERVE,
        _("report what is seen at hazard points"),
        roles=(*KEEPERS, "township_officer", "grid_worker", MONITOR),
    ),
    Action(
        ACCEPT_INSPECTION,
        _("confirm inspections of hazard points"),
        roles=(*KEEPERS, "township_officer"),
    ),
    Action(VIEW_WARNING, _("read incoming warnings"), roles=OFFICIALS),
    Action(
        RECEIVE_WARNING,
        _("take in warnings of the weather service"),
        roles=("bureau_officer", "duty_officer", "department_officer"),
    ),
    Action(KEEP_FEED, _("keep the feeds that warnings are fetched from"), roles=KEEPERS),
    Action(VIEW_EVENT, _("read natural hazard events"), roles=OFFICIALS),
    Action(
        RECORD_EVENT,
        _("record natural hazard events"),
        roles=(*KEEPERS, "duty_officer", "township_officer"),
    ),
    Action(VIEW_SCORE, _("read how well was warned"), roles=OFFICIALS),
    Action(VERIFY, _("judge how well was warned"), roles=("bureau_officer",)),
)


def county_of(prefix: str) -> str:
    """Return the code of the county a region prefix lies in."""
    return prefix[:6].ljust(12, "0")


def above(prefix: str) -> list[str]:
    """Return the codes of the county and the township above a region prefix."""
    codes = [county_of(prefix)]
    if len(prefix) >= 9:
        codes.append(prefix[:9].ljust(12, "0"))
    return codes


class _OfArea(Policy[Any]):
    """Rows of a region, and those of the regions above: what holds there holds here too."""

    region_field = "region"

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        if scope.kind == "region":
            return Q(region__code__startswith=scope.value) | Q(region_id__in=above(scope.value))
        return super().scope_q(scope)

    def covers(self, scope: Scope, obj: Any) -> bool:
        """Whether a row lies in a scope; agrees with ``scope_q``."""
        if scope.kind == "region" and obj.region_id in above(scope.value):
            return True
        return super().covers(scope, obj)


@policy
class HazardProductPolicy(_OfArea):
    """The county's product is read in all its townships."""

    model = HazardProduct
    view = VIEW


@policy
class DangerMapPolicy(_OfArea):
    """The county's map is read in all its townships."""

    model = DangerMap
    view = VIEW


@policy
class ProductAreaPolicy(Policy[ProductArea]):
    """By township; the township of a village is told to the village."""

    model = ProductArea
    view = VIEW
    region_field = "region"

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        if scope.kind == "region" and len(scope.value) > 9:
            return Q(region_id=scope.value[:9].ljust(12, "0"))
        return super().scope_q(scope)

    def covers(self, scope: Scope, obj: ProductArea) -> bool:
        """Whether a row lies in a scope; agrees with ``scope_q``."""
        if scope.kind == "region" and len(scope.value) > 9:
            return bool(obj.region_id == scope.value[:9].ljust(12, "0"))
        return super().covers(scope, obj)


@policy
class CatchmentPolicy(_OfArea):
    """By region."""

    model = Catchment
    view = VIEW_STATION


@policy
class StationPolicy(Policy[Station]):
    """By region."""

    model = Station
    view = VIEW_STATION
    region_field = "region"


@policy
class StationPointPolicy(Policy[StationPoint]):
    """As the station."""

    model = StationPoint
    view = VIEW_STATION
    region_field = "station__region"


@policy
class HourlyValuePolicy(Policy[HourlyValue]):
    """As the station."""

    model = HourlyValue
    view = VIEW_STATION
    region_field = "station__region"


@policy
class ThresholdPolicy(CountyWide[Threshold]):
    """Thresholds are read by all who read products, wherever their area."""

    model = Threshold
    view = VIEW_THRESHOLD


class _OfGeoPoint(Policy[Any]):
    """By region, or by the person who watches the point."""

    view = VIEW_GEO
    prefix = ""

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        if scope.kind == "person":
            watched = GroupMonitor.objects.filter(
                person_id=scope.value, until_on__isnull=True
            ).values("geo_point_id")
            return Q(**{f"{self.prefix}{'_id' if self.prefix else 'pk'}__in": watched})
        return super().scope_q(scope)

    def covers(self, scope: Scope, obj: Any) -> bool:
        """Whether a row lies in a scope; agrees with ``scope_q``."""
        if scope.kind == "person":
            point_id = obj.geo_point_id if self.prefix else obj.pk
            return GroupMonitor.objects.filter(
                geo_point_id=point_id, person_id=scope.value, until_on__isnull=True
            ).exists()
        return super().covers(scope, obj)


@policy
class GeoHazardPointPolicy(_OfGeoPoint):
    """By region, or watched by the person."""

    model = GeoHazardPoint
    region_field = "region"


@policy
class GroupMonitorPolicy(_OfGeoPoint):
    """As the point."""

    model = GroupMonitor
    prefix = "geo_point"
    region_field = "geo_point__region"


@policy
class GeoInspectionPolicy(_OfGeoPoint):
    """As the point."""

    model = GeoInspection
    prefix = "geo_point"
    region_field = "geo_point__region"


@policy
class GeoObservationPolicy(_OfGeoPoint):
    """As the point."""

    model = GeoObservation
    prefix = "geo_point"
    region_field = "geo_point__region"


@policy
class IncomingWarningPolicy(Policy[IncomingWarning]):
    """By the regions it holds for, and those above and below them."""

    model = IncomingWarning
    view = VIEW_WARNING

    def scope_q(self, scope: Scope) -> Q | None:
        """Return the filter for one scope."""
        if scope.kind == "region":
            here = WarningArea.objects.filter(
                Q(region__code__startswith=scope.value) | Q(region_id__in=above(scope.value))
            )
            return Q(pk__in=here.values("warning_id"))
        return super().scope_q(scope)

    def covers(self, scope: Scope, obj: IncomingWarning) -> bool:
        """Whether a row lies in a scope; agrees with ``scope_q``."""
        if scope.kind == "region":
            codes = obj.areas.values_list("region_id", flat=True)
            higher = above(scope.value)
            return any(code.startswith(scope.value) or code in higher for code in codes)
        return super().covers(scope, obj)


@policy
class WarningAreaPolicy(_OfArea):
    """By region."""

    model = WarningArea
    view = VIEW_WARNING


@policy
class WarningFeedPolicy(CountyWide[WarningFeed]):
    """Feeds are the county's; seen by all who take warnings in."""

    model = WarningFeed
    view = RECEIVE_WARNING


@policy
class FeedMessagePolicy(CountyWide[FeedMessage]):
    """As feeds."""

    model = FeedMessage
    view = RECEIVE_WARNING


@policy
class HazardEventPolicy(_OfArea):
    """By region."""

    model = HazardEvent
    view = VIEW_EVENT


@policy
class VerificationScorePolicy(CountyWide[VerificationScore]):
    """Scores are the county's."""

    model = VerificationScore
    view = VIEW_SCORE


def may_act(actor: Actor, permission: str, region_code: str) -> bool:
    """Whether a right reaches a region given by its code."""
    from anlan.kernel.policy import scope_reaches

    return scope_reaches(actor, permission, region=region_code)
