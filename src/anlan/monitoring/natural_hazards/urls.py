"""Addresses of natural hazards."""

from __future__ import annotations

from django.urls import path

from anlan.monitoring.natural_hazards.choices import DangerKind
from anlan.monitoring.natural_hazards.views import (
    danger_maps,
    feeds,
    geo,
    hazard_events,
    incoming,
    inspections,
    products,
    stations,
    thresholds,
    verification,
)

app_name = "natural_hazards"
urlpatterns = [
    path("", products.OverviewPage.as_view(), name="overview"),
    path("now/", products.make_now, name="make_now"),
    path("products/", products.ProductListPage.as_view(), name="products"),
    path("products/<int:pk>/", products.ProductPage.as_view(), name="product"),
    path("areas/<int:pk>/", products.AreaPage.as_view(), name="area"),
    path("danger/", danger_maps.DangerMapListPage.as_view(), name="danger_maps"),
    path("danger/<int:pk>/", danger_maps.DangerMapPage.as_view(), name="danger_map"),
    *(
        path(f"danger/{kind}.geojson", danger_maps.shapes, {"kind": kind}, name=f"{kind}_shapes")
        for kind in DangerKind.values
    ),
    *(
        path(f"danger/{kind}/hours.json", danger_maps.hours, {"kind": kind}, name=f"{kind}_hours")
        for kind in DangerKind.values
    ),
    path("levels/", stations.LevelsPage.as_view(), name="levels"),
    path("stations/", stations.StationListPage.as_view(), name="stations"),
    path("stations/new/", stations.StationCreatePage.as_view(), name="station_create"),
    path("stations/<int:pk>/", stations.StationPage.as_view(), name="station"),
    path("stations/<int:pk>/change/", stations.StationChangePage.as_view(), name="station_change"),
    path("stations/<int:pk>/series/<str:quantity>.json", stations.series, name="series"),
    path("catchments/", stations.CatchmentListPage.as_view(), name="catchments"),
    path("catchments/new/", stations.CatchmentCreatePage.as_view(), name="catchment_create"),
    path("catchments/<int:pk>/", stations.CatchmentPage.as_view(), name="catchment"),
    path(
        "catchments/<int:pk>/change/",
        stations.CatchmentChangePage.as_view(),
        name="catchment_change",
    ),
    path("thresholds/", thresholds.ThresholdListPage.as_view(), name="thresholds"),
    path("thresholds/new/", thresholds.ThresholdCreatePage.as_view(), name="threshold_create"),
    path("thresholds/<int:pk>/", thresholds.ThresholdPage.as_view(), name="threshold"),
    path(
        "thresholds/<int:pk>/change/",
        thresholds.ThresholdChangePage.as_view(),
        name="threshold_change",
    ),
    path("geo-points/", geo.GeoPointListPage.as_view(), name="geo_points"),
    path("geo-points/new/", geo.GeoPointCreatePage.as_view(), name="geo_point_create"),
    path("geo-points/<int:pk>/", geo.GeoPointPage.as_view(), name="geo_point"),
    path("geo-points/<int:pk>/change/", geo.GeoPointChangePage.as_view(), name="geo_point_change"),
    path("geo-points/<int:pk>/steps/<str:name>/", geo.GeoPointStep.as_view(), name="geo_step"),
    path("geo-points/<int:pk>/cards/", geo.cards, name="cards"),
    path("geo-points/<int:pk>/cards/issued/", geo.cards_issued, name="cards_issued"),
    path("geo-points/<int:pk>/monitors/new/", geo.MonitorPage.as_view(), name="monitor_new"),
    path("geo-points/monitors/<int:pk>/end/", geo.monitor_end, name="monitor_end"),
    path("geo-points/<int:pk>/observe/", inspections.ObservePage.as_view(), name="observe"),
    path("inspections/", inspections.InspectionListPage.as_view(), name="inspections"),
    path("inspections/plan/", inspections.PlanPage.as_view(), name="plan"),
    path("inspections/<int:pk>/", inspections.InspectionPage.as_view(), name="inspection"),
    path("inspections/<int:pk>/record/", inspections.RecordPage.as_view(), name="record"),
    path(
        "inspections/<int:pk>/steps/<str:name>/",
        inspections.InspectionStep.as_view(),
        name="inspection_step",
    ),
    path("warnings/", incoming.WarningListPage.as_view(), name="warnings"),
    path("warnings/new/", incoming.WarningReceivePage.as_view(), name="warning_receive"),
    path("warnings/<int:pk>/", incoming.WarningPage.as_view(), name="warning"),
    path("warnings/feeds/", feeds.FeedListPage.as_view(), name="feeds"),
    path("warnings/feeds/new/", feeds.FeedCreatePage.as_view(), name="feed_create"),
    path("warnings/feeds/<int:pk>/", feeds.FeedPage.as_view(), name="feed"),
    path("warnings/feeds/<int:pk>/change/", feeds.FeedChangePage.as_view(), name="feed_change"),
    path("warnings/feeds/<int:pk>/look/", feeds.look, name="feed_look"),
    path("warnings/messages/", feeds.FeedMessageListPage.as_view(), name="feed_messages"),
    path("warnings/messages/<int:pk>/", feeds.FeedMessagePage.as_view(), name="feed_message"),
    path("events/", hazard_events.EventListPage.as_view(), name="events"),
    path("events/new/", hazard_events.EventCreatePage.as_view(), name="event_create"),
    path("events/<int:pk>/", hazard_events.EventPage.as_view(), name="event"),
    path("events/<int:pk>/change/", hazard_events.EventChangePage.as_view(), name="event_change"),
    path("verification/", verification.ScoresPage.as_view(), name="verification"),
    path("verification/run/", verification.VerifyPage.as_view(), name="verify"),
]
