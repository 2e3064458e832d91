"""Addresses of chains."""

from __future__ import annotations

from django.urls import path

from anlan.governance.chains.views import chains, clues, traces, versions

app_name = "chains"
urlpatterns = [
    path("", chains.ChainListPage.as_view(), name="chains"),
    path("new/", chains.NewChainPage.as_view(), name="new"),
    path("templates/", chains.templates, name="templates"),
    path("templates/<slug:code>/adopt/", chains.adopt, name="adopt"),
    path("versions/<int:pk>/", versions.VersionPage.as_view(), name="version"),
    path("versions/<int:pk>/change/", versions.ChangeVersionPage.as_view(), name="change_version"),
    path("versions/<int:pk>/stage/", versions.AddStagePage.as_view(), name="add_stage"),
    path(
        "versions/<int:pk>/steps/<str:name>/", versions.VersionStep.as_view(), name="version_step"
    ),
    path("stages/<int:pk>/change/", versions.ChangeStagePage.as_view(), name="change_stage"),
    path("stages/<int:pk>/up/", versions.move_stage, name="move_stage"),
    path("stages/<int:pk>/remove/", versions.remove_stage, name="remove_stage"),
    path("clues/", clues.ClueListPage.as_view(), name="clues"),
    path("clues/new/", clues.ReportPage.as_view(), name="report"),
    path("clues/<int:pk>/", clues.CluePage.as_view(), name="clue"),
    path("clues/<int:pk>/send/", clues.SendPage.as_view(), name="send"),
    path("clues/<int:pk>/stages/", clues.AddStagesPage.as_view(), name="add_stages"),
    path("clues/<int:pk>/steps/<str:name>/", clues.ClueStep.as_view(), name="clue_step"),
    path("traces/", traces.TraceListPage.as_view(), name="traces"),
    path("traces/<int:pk>/", traces.TracePage.as_view(), name="trace"),
    path("traces/<int:pk>/answer/", traces.AnswerPage.as_view(), name="answer"),
    path("traces/<int:pk>/dispute/", traces.DisputePage.as_view(), name="dispute"),
    path("traces/<int:pk>/order/", traces.order, name="order"),
    path("traces/<int:pk>/steps/<str:name>/", traces.TraceStep.as_view(), name="trace_step"),
    path("disputes/<int:pk>/", traces.DecidePage.as_view(), name="decide"),
    path("<int:pk>/", chains.ChainPage.as_view(), name="chain"),
    path("<int:pk>/revise/", chains.revise, name="revise"),
    path("<int:pk>/evaluate/", chains.EvaluatePage.as_view(), name="evaluate"),
]
