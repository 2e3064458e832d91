"""Addresses of alarms and rules."""

from __future__ import annotations

from django.urls import path

from anlan.monitoring.alarms.views import alarms, rules

app_name = "alarms"
urlpatterns = [
    path("", alarms.AlarmListPage.as_view(), name="list"),
    path("open/", alarms.open_fragment, name="open"),
    path("<int:pk>/", alarms.AlarmPage.as_view(), name="detail"),
    path("<int:pk>/people/", alarms.people, name="people"),
    path("<int:pk>/call/<int:person_id>/", alarms.call, name="call"),
    path("<int:pk>/false/", alarms.MarkFalsePage.as_view(), name="mark_false"),
    path("<int:pk>/suppress/", alarms.SuppressPage.as_view(), name="suppress"),
    path("<int:pk>/steps/<str:name>/", alarms.AlarmTransition.as_view(), name="transition"),
    path("rules/", rules.RuleListPage.as_view(), name="rules"),
    path("rules/new/", rules.RuleCreatePage.as_view(), name="rule_create"),
    path("rules/<int:pk>/", rules.RulePage.as_view(), name="rule"),
    path("rules/<int:pk>/change/", rules.RuleChangePage.as_view(), name="rule_change"),
    path("rules/<int:pk>/activate/", rules.activate, name="rule_activate"),
    path("rules/<int:pk>/retire/", rules.retire, name="rule_retire"),
    path("ladder/", rules.ladder, name="ladder"),
]
