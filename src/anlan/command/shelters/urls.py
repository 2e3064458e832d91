"""Addresses of shelters and evacuations."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.command.shelters.permissions import KEEP_HOUSEHOLDS
from anlan.command.shelters.views import evacuations, households, shelters

app_name = "shelters"
urlpatterns = [
    path("", shelters.ShelterListPage.as_view(), name="list"),
    path("<int:pk>/", shelters.ShelterPage.as_view(), name="detail"),
    path("<int:pk>/count/", shelters.CountPage.as_view(), name="count"),
    path("<int:pk>/steps/<str:name>/", shelters.ShelterTransition.as_view(), name="transition"),
    path("households/", households.HouseholdListPage.as_view(), name="households"),
    path("households/new/", households.HouseholdCreatePage.as_view(), name="household_create"),
    path(
        "households/import/",
        import_start_view("households", KEEP_HOUSEHOLDS),
        name="household_import",
    ),
    path("households/<int:pk>/", households.HouseholdPage.as_view(), name="household"),
    path(
        "households/<int:pk>/change/",
        households.HouseholdChangePage.as_view(),
        name="household_change",
    ),
    path("evacuations/", evacuations.EvacuationListPage.as_view(), name="evacuations"),
    path(
        "evacuations/order/<int:incident_id>/",
        evacuations.OrderPage.as_view(),
        name="evacuation_order",
    ),
    path("evacuations/<int:pk>/", evacuations.EvacuationPage.as_view(), name="evacuation"),
    path("evacuations/<int:pk>/phone/", evacuations.DoorsPage.as_view(), name="evacuation_phone"),
    path("evacuations/<int:pk>/relief/", evacuations.ReliefPage.as_view(), name="relief"),
    path(
        "evacuations/<int:pk>/steps/<str:name>/",
        evacuations.EvacuationTransition.as_view(),
        name="evacuation_transition",
    ),
    path("evacuations/rows/<int:pk>/check/", evacuations.check, name="check"),
]
