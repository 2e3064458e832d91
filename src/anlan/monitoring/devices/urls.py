"""Addresses of the devices."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.monitoring.devices.permissions import IMPORT
from anlan.monitoring.devices.views import devices

app_name = "devices"
urlpatterns = [
    path("", devices.DeviceListPage.as_view(), name="list"),
    path("new/", devices.DeviceCreatePage.as_view(), name="create"),
    path("import/", import_start_view("devices", IMPORT), name="import"),
    path("<int:pk>/", devices.DevicePage.as_view(), name="detail"),
    path("<int:pk>/change/", devices.DeviceChangePage.as_view(), name="change"),
    path("<int:pk>/steps/<str:name>/", devices.DeviceTransition.as_view(), name="transition"),
]
