"""Addresses of vehicles."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.monitoring.vehicles.permissions import IMPORT
from anlan.monitoring.vehicles.views import (
    drivers,
    fences,
    live,
    orders,
    statistics,
    trips,
    vehicles,
)

app_name = "vehicles"
urlpatterns = [
    path("", vehicles.VehicleListPage.as_view(), name="list"),
    path("new/", vehicles.VehicleCreatePage.as_view(), name="create"),
    path("import/", import_start_view("vehicles", IMPORT), name="import"),
    path("map/", live.live_map, name="map"),
    path("positions.bin", live.positions, name="positions"),
    path("positions/stream/", live.stream, name="stream"),
    path("statistics/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("drivers/", drivers.DriverListPage.as_view(), name="drivers"),
    path("drivers/new/", drivers.DriverCreatePage.as_view(), name="driver_create"),
    path("drivers/<int:pk>/", drivers.DriverPage.as_view(), name="driver"),
    path("drivers/<int:pk>/change/", drivers.DriverChangePage.as_view(), name="driver_change"),
    path("fences/", fences.FenceListPage.as_view(), name="fences"),
    path("fences/new/", fences.FenceCreatePage.as_view(), name="fence_create"),
    path("fences/<int:pk>/", fences.FencePage.as_view(), name="fence"),
    path("fences/<int:pk>/change/", fences.FenceChangePage.as_view(), name="fence_change"),
    path("limits/", fences.LimitListPage.as_view(), name="limits"),
    path("limits/<int:pk>/change/", fences.LimitChangePage.as_view(), name="limit_change"),
    path("rules/", fences.RuleListPage.as_view(), name="rules"),
    path("rules/<int:pk>/change/", fences.RuleChangePage.as_view(), name="rule_change"),
    path("trips/", trips.TripListPage.as_view(), name="trips"),
    path("trips/new/", trips.TripCreatePage.as_view(), name="trip_create"),
    path("trips/<int:pk>/", trips.TripPage.as_view(), name="trip"),
    path(
        "trips/<int:pk>/steps/<str:name>/", trips.TripTransition.as_view(), name="trip_transition"
    ),
    path("violations/", trips.ViolationListPage.as_view(), name="violations"),
    path("violations/<int:pk>/", trips.ViolationPage.as_view(), name="violation"),
    path("orders/", orders.OrderListPage.as_view(), name="orders"),
    path("<int:pk>/", vehicles.VehiclePage.as_view(), name="detail"),
    path("<int:pk>/change/", vehicles.VehicleChangePage.as_view(), name="change"),
    path("<int:pk>/text/", orders.TextPage.as_view(), name="text"),
    path("<int:pk>/terminal/", orders.TerminalPage.as_view(), name="terminal"),
    path("<int:pk>/track.json", live.track, name="track"),
    path("<int:pk>/steps/<str:name>/", vehicles.VehicleTransition.as_view(), name="transition"),
]
