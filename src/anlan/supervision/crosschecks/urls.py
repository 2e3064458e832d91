"""Addresses of the cross-checks."""

from __future__ import annotations

from django.urls import path

from anlan.supervision.crosschecks import views

app_name = "crosschecks"
urlpatterns = [
    path("", views.LeadListPage.as_view(), name="list"),
    path("<int:pk>/", views.LeadPage.as_view(), name="detail"),
    path("<int:pk>/steps/<str:name>/", views.LeadTransition.as_view(), name="transition"),
    path("rules/", views.RuleListPage.as_view(), name="rules"),
    path("rules/<slug:pk>/", views.RulePage.as_view(), name="rule"),
    path("rules/<slug:pk>/change/", views.RuleChangePage.as_view(), name="change_rule"),
    path("rules/<slug:pk>/run/", views.run_rule, name="run"),
]
