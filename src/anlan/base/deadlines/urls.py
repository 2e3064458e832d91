"""Routes of clocks."""

from __future__ import annotations

from django.urls import path

from anlan.base.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("", views.DeadlineListPage.as_view(), name="list"),
    path("<int:pk>/", views.DeadlinePage.as_view(), name="detail"),
    path("<int:pk>/extend/", views.ExtendPage.as_view(), name="extend"),
    path("<int:pk>/step/<slug:name>/", views.step, name="step"),
    path("rules/", views.ClockRuleListPage.as_view(), name="rules"),
    path("rules/<int:pk>/", views.ClockRulePage.as_view(), name="rule"),
    path("rules/<int:pk>/change/", views.ChangeRulePage.as_view(), name="change_rule"),
]
