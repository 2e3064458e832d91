"""Addresses of consequence runs and of the risk of sites."""

from __future__ import annotations

from django.urls import path

from anlan.decision.consequence.views import (
    compare,
    measures,
    run_forms,
    runs,
    site_create,
    site_risk,
)

app_name = "consequence"
urlpatterns = [
    path("", runs.RunListPage.as_view(), name="list"),
    path("new/", run_forms.RunCreatePage.as_view(), name="create"),
    path("compare/", compare.compare, name="compare"),
    path("site-risk/", site_risk.SiteRiskListPage.as_view(), name="site_risks"),
    path("site-risk/new/", site_create.SiteRiskCreatePage.as_view(), name="new_site_risk"),
    path("site-risk/<int:pk>/", site_risk.SiteRiskPage.as_view(), name="site_risk"),
    path("site-risk/<int:pk>/contours.geojson", site_risk.contours, name="site_contours"),
    path("site-risk/<int:pk>/report/", site_risk.report, name="site_report"),
    path("<int:pk>/", runs.RunPage.as_view(), name="detail"),
    path("<int:pk>/rerun/", run_forms.RerunPage.as_view(), name="rerun"),
    path("<int:pk>/zones.geojson", runs.zones, name="zones"),
    path("<int:pk>/measures/", measures.show, name="measures"),
    path("<int:pk>/orders/", measures.order, name="orders"),
    path("<int:pk>/warning.xml", measures.warning, name="warning"),
    path("<int:pk>/sheet/", measures.sheet, name="sheet"),
]
