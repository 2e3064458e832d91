"""Addresses of alarms and rules."""

from __future__ import annotations

from django.urls import path

from anlan.monitoring.alarms.views import (
    alarms,
    back_tests,
    handling,
    rules,
    schedules,
    settings,
    steps,
    watch,
)

app_name = "alarms"
urlpatterns = [
    path("", alarms.AlarmListPage.as_view(), name="list"),
    path("open/", steps.open_fragment, name="open"),
    path("<int:pk>/", alarms.AlarmPage.as_view(), name="detail"),
    path("<int:pk>/people/", steps.people, name="people"),
    path("<int:pk>/call/<int:person_id>/", steps.call, name="call"),
    path("<int:pk>/false/", steps.MarkFalsePage.as_view(), name="mark_false"),
    path("<int:pk>/reset/", steps.reset, name="reset"),
    path("<int:pk>/hand-over/", handling.HandOverPage.as_view(), name="hand_over"),
    path("<int:pk>/hand-over/<str:answer>/", handling.handover_answer, name="handover_answer"),
    path("<int:pk>/calls/<int:call_id>/<str:answer>/", handling.call_answer, name="call_answer"),
    path("groups/", handling.GroupListPage.as_view(), name="groups"),
    path("groups/<int:pk>/", handling.GroupPage.as_view(), name="group"),
    path("groups/<int:pk>/acknowledge/", handling.group_acknowledge, name="group_acknowledge"),
    path("groups/<int:pk>/dissolve/", handling.group_dissolve, name="group_dissolve"),
    path("suppressions/", handling.SuppressionListPage.as_view(), name="suppressions"),
    path("suppressions/new/", handling.SuppressionCreatePage.as_view(), name="suppression_create"),
    path("suppressions/<int:pk>/", handling.SuppressionPage.as_view(), name="suppression"),
    path(
        "suppressions/<int:pk>/steps/<str:name>/",
        handling.SuppressionStep.as_view(),
        name="suppression_step",
    ),
    path("rules/reviews/", handling.ReviewListPage.as_view(), name="reviews"),
    path("rules/reviews/<int:pk>/", handling.ReviewPage.as_view(), name="review"),
    path(
        "rules/reviews/<int:pk>/steps/<str:name>/",
        handling.ReviewStep.as_view(),
        name="review_step",
    ),
    path("risk/", watch.RiskIndexListPage.as_view(), name="risk_indices"),
    path("risk/<int:pk>/", watch.RiskIndexPage.as_view(), name="risk_index"),
    path("spot-checks/", watch.SpotCheckListPage.as_view(), name="spot_checks"),
    path("spot-checks/ask/", watch.spot_check_ask, name="spot_check_ask"),
    path("spot-checks/statistics/", watch.spot_check_statistics, name="spot_check_statistics"),
    path("spot-checks/<int:pk>/", watch.SpotCheckPage.as_view(), name="spot_check"),
    path("spot-checks/<int:pk>/answer/", watch.spot_check_answer, name="spot_check_answer"),
    path("<int:pk>/suppress/", steps.SuppressPage.as_view(), name="suppress"),
    path("<int:pk>/steps/<str:name>/", steps.AlarmTransition.as_view(), name="transition"),
    path("rules/", rules.RuleListPage.as_view(), name="rules"),
    path("rules/new/", rules.RuleCreatePage.as_view(), name="rule_create"),
    path("rules/<int:pk>/", rules.RulePage.as_view(), name="rule"),
    path("rules/<int:pk>/change/", rules.RuleChangePage.as_view(), name="rule_change"),
    path("rules/<int:pk>/activate/", rules.activate, name="rule_activate"),
    path("rules/<int:pk>/back-test/", back_tests.order, name="rule_back_test"),
    path("rules/back-tests/<int:pk>/", back_tests.BackTestPage.as_view(), name="back_test"),
    path(
        "rules/back-tests/<int:pk>/series/<int:number>.json",
        back_tests.series,
        name="back_test_series",
    ),
    path("rules/<int:pk>/learn/", rules.learn, name="rule_learn"),
    path("rules/<int:pk>/retire/", rules.retire, name="rule_retire"),
    path("rules/schedules/", schedules.ScheduleListPage.as_view(), name="schedules"),
    path("rules/schedules/new/", schedules.ScheduleCreatePage.as_view(), name="schedule_create"),
    path("rules/schedules/<int:pk>/", schedules.SchedulePage.as_view(), name="schedule"),
    path(
        "rules/schedules/<int:pk>/change/",
        schedules.ScheduleChangePage.as_view(),
        name="schedule_change",
    ),
    path("rules/schedules/<int:pk>/retire/", schedules.retire, name="schedule_retire"),
    path("settings/", settings.SettingListPage.as_view(), name="settings"),
    path("settings/<int:pk>/", settings.SettingPage.as_view(), name="setting"),
    path("settings/<int:pk>/change/", settings.SettingChangePage.as_view(), name="setting_change"),
]
