"""Tables of natural hazards."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.monitoring.natural_hazards.choices import (
    FINDING_TONES,
    GEO_TONES,
    INSPECTION_TONES,
    MESSAGE_TONES,
    WARNING_TONES,
)
from anlan.monitoring.natural_hazards.models import (
    Catchment,
    DangerMap,
    FeedMessage,
    GeoHazardPoint,
    GeoInspection,
    HazardEvent,
    HazardProduct,
    IncomingWarning,
    Station,
    Threshold,
    WarningFeed,
)


class ProductTable(Table):
    """One line a product."""

    hazard = LinkColumn(orderable=False)
    valid_at = MomentColumn()
    level = LevelColumn(orderable=False)
    areas_judged = NumberColumn(orderable=False)
    areas_unknown = NumberColumn(orderable=False)
    made_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = HazardProduct
        fields = ("hazard", "valid_at", "level", "areas_judged", "areas_unknown", "made_at")


class DangerMapTable(Table):
    """One line a map."""

    kind = LinkColumn(orderable=False)
    valid_at = MomentColumn()
    level = LevelColumn(orderable=False)
    stations_used = NumberColumn(orderable=False)
    stations_silent = NumberColumn(orderable=False)
    verification = tables.Column(orderable=False)
    made_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = DangerMap
        fields = (
            "kind",
            "valid_at",
            "level",
            "stations_used",
            "stations_silent",
            "verification",
            "made_at",
        )


class StationTable(Table):
    """One line a station."""

    name = LinkColumn(orderable=False)
    code = tables.Column()
    kind = tables.Column(order_by=("kind",))
    region = tables.Column(orderable=False)
    catchment = tables.Column(orderable=False)
    elevation_m = NumberColumn(orderable=False)
    datum = tables.Column(orderable=False)
    is_active = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = Station
        fields = (
            "name",
            "code",
            "kind",
            "region",
            "catchment",
            "elevation_m",
            "datum",
            "is_active",
        )


class CatchmentTable(Table):
    """One line a catchment."""

    name = LinkColumn(orderable=False)
    code = tables.Column(orderable=False)
    river = tables.Column(orderable=False)
    region = tables.Column(orderable=False)
    area_km2 = NumberColumn(orderable=False)
    concentration_h = NumberColumn(orderable=False)

    class Meta(Table.Meta):
        model = Catchment
        fields = ("name", "code", "river", "region", "area_km2", "concentration_h")


class ThresholdTable(Table):
    """Thresholds with their source."""

    hazard = tables.Column(orderable=False)
    indicator = LinkColumn(orderable=False)
    level = LevelColumn(orderable=False)
    limit = NumberColumn(orderable=False)
    unit = tables.Column(orderable=False, verbose_name=_("unit"))
    place = tables.Column(orderable=False, verbose_name=_("Where it holds"))
    is_verified = tables.BooleanColumn(orderable=False)
    data_source = tables.Column(orderable=False)
    clause = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Threshold
        fields = (
            "hazard",
            "indicator",
            "level",
            "limit",
            "unit",
            "place",
            "is_verified",
            "data_source",
            "clause",
        )


class GeoPointTable(Table):
    """One line a hazard point."""

    name = LinkColumn(orderable=False)
    code = tables.Column()
    kind = tables.Column(orderable=False)
    scale = tables.Column(orderable=False)
    stability = tables.Column(orderable=False)
    state = StateColumn(tones=GEO_TONES, orderable=False)
    region = tables.Column(orderable=False)
    threatened_people = NumberColumn(orderable=False)
    last_finding = StateColumn(tones=FINDING_TONES, orderable=False)
    last_seen_at = MomentColumn(orderable=False)
    responsible = tables.Column(orderable=False)
    threatened_households = NumberColumn(orderable=False)
    threatened_property_yuan = NumberColumn(orderable=False)

    class Meta(Table.Meta):
        model = GeoHazardPoint
        fields = (
            "name",
            "code",
            "kind",
            "scale",
            "stability",
            "state",
            "region",
            "threatened_people",
            "last_finding",
            "last_seen_at",
            "responsible",
            "threatened_households",
            "threatened_property_yuan",
        )


class InspectionTable(Table):
    """One line an inspection."""

    geo_point = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    year = tables.Column(orderable=False)
    round = tables.Column(orderable=False)
    state = StateColumn(tones=INSPECTION_TONES, orderable=False)
    due_at = ClockColumn()
    finding = StateColumn(tones=FINDING_TONES, orderable=False)
    recorded_by = tables.Column(orderable=False)
    recorded_at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = GeoInspection
        fields = (
            "geo_point",
            "kind",
            "year",
            "round",
            "state",
            "due_at",
            "finding",
            "recorded_by",
            "recorded_at",
        )


class WarningTable(Table):
    """One line a warning."""

    headline = LinkColumn(orderable=False)
    level = LevelColumn(orderable=False)
    event = tables.Column(orderable=False)
    state = StateColumn(tones=WARNING_TONES, orderable=False)
    sender_name = tables.Column(orderable=False)
    sent_at = MomentColumn()
    expires_at = MomentColumn(orderable=False)
    format = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = IncomingWarning
        fields = (
            "headline",
            "level",
            "event",
            "state",
            "sender_name",
            "sent_at",
            "expires_at",
            "format",
        )


class FeedTable(Table):
    """One line a feed."""

    name = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    address = tables.Column(orderable=False)
    polled_at = MomentColumn(orderable=False)
    succeeded_at = MomentColumn(orderable=False)
    failures = NumberColumn(orderable=False)
    error = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = WarningFeed
        fields = ("name", "kind", "address", "polled_at", "succeeded_at", "failures", "error")


class FeedMessageTable(Table):
    """One line a message of a feed."""

    name = LinkColumn(orderable=False)
    outcome = StateColumn(tones=MESSAGE_TONES, orderable=False)
    reason = tables.Column(orderable=False)
    feed = tables.Column(orderable=False)
    warning = tables.Column(orderable=False)
    at = MomentColumn(orderable=False)

    class Meta(Table.Meta):
        model = FeedMessage
        fields = ("name", "outcome", "reason", "feed", "warning", "at")


class HazardEventTable(Table):
    """One line an event."""

    title = LinkColumn(orderable=False)
    hazard = tables.Column(orderable=False)
    level = LevelColumn(orderable=False)
    region = tables.Column(orderable=False)
    began_at = MomentColumn()
    people_moved = NumberColumn(orderable=False)
    casualties = NumberColumn(orderable=False)
    source = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = HazardEvent
        fields = (
            "title",
            "hazard",
            "level",
            "region",
            "began_at",
            "people_moved",
            "casualties",
            "source",
        )
