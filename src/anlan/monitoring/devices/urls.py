"""Addresses of the devices."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.monitoring.devices.permissions import IMPORT
from anlan.monitoring.devices.views import (
    credentials,
    devices,
    onboarding,
    plans,
    rates,
    registry,
    templates,
)

app_name = "devices"
urlpatterns = [
    path("", devices.DeviceListPage.as_view(), name="list"),
    path("new/", registry.DeviceCreatePage.as_view(), name="create"),
    path("import/", import_start_view("devices", IMPORT), name="import"),
    path("connect/", onboarding.OnboardPage.as_view(), name="onboard"),
    path("rates/", rates.RateListPage.as_view(), name="rates"),
    path("rates/<int:pk>/", rates.RatePage.as_view(), name="rate"),
    path("templates/", templates.TemplateListPage.as_view(), name="templates"),
    path("templates/new/", templates.TemplateCreatePage.as_view(), name="template_create"),
    path("templates/<int:pk>/", templates.TemplatePage.as_view(), name="template"),
    path(
        "templates/<int:pk>/change/",
        templates.TemplateChangePage.as_view(),
        name="template_change",
    ),
    path(
        "templates/<int:pk>/points/new/",
        templates.TemplatePointAddPage.as_view(),
        name="template_point",
    ),
    path(
        "template-points/<int:pk>/change/",
        templates.TemplatePointChangePage.as_view(),
        name="template_point_change",
    ),
    path(
        "template-points/<int:pk>/remove/",
        templates.TemplatePointRemoveView.as_view(),
        name="template_point_remove",
    ),
    path(
        "template-points/<int:pk>/limits/new/",
        templates.LimitAddPage.as_view(),
        name="limit_add",
    ),
    path("limits/<int:pk>/remove/", templates.LimitRemoveView.as_view(), name="limit_remove"),
    path("points/<int:pk>/change/", registry.PointChangePage.as_view(), name="point_change"),
    path("plans/<int:pk>/", plans.DevicePlanPage.as_view(), name="plan"),
    path("plans/<int:pk>/place/", plans.PlanPlaceView.as_view(), name="plan_place"),
    path(
        "credentials/<int:pk>/revoke/",
        credentials.CredentialRevokePage.as_view(),
        name="credential_revoke",
    ),
    path("<int:pk>/", devices.DevicePage.as_view(), name="detail"),
    path("<int:pk>/change/", registry.DeviceChangePage.as_view(), name="change"),
    path("<int:pk>/points/new/", registry.PointAddPage.as_view(), name="point_add"),
    path("<int:pk>/calibrate/", registry.CalibratePage.as_view(), name="calibrate"),
    path("<int:pk>/maintain/", registry.MaintainPage.as_view(), name="maintain"),
    path("<int:pk>/replace/", registry.ReplacePage.as_view(), name="replace"),
    path("<int:pk>/credential/", credentials.CredentialPage.as_view(), name="credential"),
    path("<int:pk>/place/", onboarding.OnboardPlacePage.as_view(), name="onboard_place"),
    path("<int:pk>/preview/", onboarding.OnboardPreviewPage.as_view(), name="onboard_preview"),
    path("<int:pk>/arrivals/", onboarding.arrivals, name="arrivals"),
    path("<int:pk>/steps/<str:name>/", devices.DeviceTransition.as_view(), name="transition"),
]
