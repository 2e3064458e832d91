"""Addresses of the devices."""

from __future__ import annotations

from django.urls import path

from anlan.monitoring.devices.views import devices

app_name = "devices"
urlpatterns = [
    path("", devices.DeviceListPage.as_view(), name="list"),
    path("new/", devices.DeviceCreatePage.as_view(), name="create"),
    path("<int:pk>/", devices.DevicePage.as_view(), name="detail"),
    path("<int:pk>/change/", devices.DeviceChangePage.as_view(), name="change"),
    path("<int:pk>/steps/<str:name>/", devices.DeviceTransition.as_view(), name="transition"),
]
