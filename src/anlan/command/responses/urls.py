"""Addresses of responses."""

from __future__ import annotations

from django.urls import path

from anlan.command.responses.views import (
    objectives,
    papers,
    releases,
    responses,
    roll_calls,
    situation,
    tasks,
)

app_name = "responses"
urlpatterns = [
    path("", responses.ResponseListPage.as_view(), name="list"),
    path("incident/<int:incident_id>/", responses.RecommendPage.as_view(), name="recommend"),
    path("tasks/", tasks.TaskListPage.as_view(), name="my_tasks"),
    path("tasks/<int:pk>/", tasks.TaskPage.as_view(), name="task"),
    path("tasks/<int:pk>/report/", tasks.report, name="report"),
    path("tasks/<int:pk>/photo/", tasks.photo, name="photo"),
    path("tasks/<int:pk>/steps/<str:name>/", tasks.TaskStep.as_view(), name="task_step"),
    path("objectives/<int:pk>/answer/", objectives.answer, name="answer_timer"),
    path(
        "objectives/<int:pk>/steps/<str:name>/",
        objectives.ObjectiveStep.as_view(),
        name="objective_step",
    ),
    path(
        "improvements/<int:pk>/steps/<str:name>/",
        papers.ImprovementStep.as_view(),
        name="improvement_step",
    ),
    path("public/<str:code>/", releases.public_page, name="public"),
    path("releases/<int:pk>/withdraw/", releases.withdraw, name="withdraw_release"),
    path("reports/<int:pk>/", papers.SituationReportPage.as_view(), name="situation_report"),
    path("roll-calls/<int:pk>/", roll_calls.RollCallPage.as_view(), name="roll_call"),
    path("roll-calls/<int:pk>/close/", roll_calls.close, name="close_roll_call"),
    path("roll-calls/answers/<int:pk>/", roll_calls.AnswerPage.as_view(), name="roll_call_answer"),
    path("<int:pk>/", responses.ResponsePage.as_view(), name="detail"),
    path("<int:pk>/board/", tasks.BoardPage.as_view(), name="board"),
    path("<int:pk>/situation/", situation.SituationPage.as_view(), name="situation"),
    path("<int:pk>/wall/", situation.WallPage.as_view(), name="wall"),
    path("<int:pk>/objectives/", objectives.ObjectivesPage.as_view(), name="objectives"),
    path("<int:pk>/objectives/new/", objectives.SetObjectivePage.as_view(), name="set_objective"),
    path("<int:pk>/roll-calls/", roll_calls.RollCallsPage.as_view(), name="roll_calls"),
    path(
        "<int:pk>/roll-calls/new/", roll_calls.OrderRollCallPage.as_view(), name="order_roll_call"
    ),
    path("<int:pk>/reports/", papers.SituationReportsPage.as_view(), name="situation_reports"),
    path(
        "<int:pk>/reports/new/",
        papers.MakeSituationReportPage.as_view(),
        name="make_situation_report",
    ),
    path("<int:pk>/releases/", releases.ReleasesPage.as_view(), name="releases"),
    path("<int:pk>/releases/new/", releases.ReleasePage.as_view(), name="release"),
    path("<int:pk>/review/", papers.ReviewPage.as_view(), name="review"),
    path("<int:pk>/review/new/", papers.SetImprovementPage.as_view(), name="set_improvement"),
    path("<int:pk>/review/paper/", papers.make_review, name="make_review"),
    path("<int:pk>/authority/", responses.AuthorityPage.as_view(), name="authority"),
    path("<int:pk>/orders/", tasks.OrdersPage.as_view(), name="orders"),
    path("<int:pk>/order/", responses.OrderPage.as_view(), name="order"),
    path("<int:pk>/level/", responses.LevelPage.as_view(), name="level"),
    path("<int:pk>/hand-over/", responses.HandOverPage.as_view(), name="hand_over"),
    path("<int:pk>/cancel-open/", responses.CancelOpenTasks.as_view(), name="cancel_open"),
    path("<int:pk>/steps/<str:name>/", responses.ResponseTransition.as_view(), name="transition"),
]
