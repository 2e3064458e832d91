"""Addresses of demonstration units."""

from __future__ import annotations

from django.urls import path

from anlan.governance.accreditation.views import cases, decisions, kinds, overview, rounds

app_name = "accreditation"
urlpatterns = [
    path("", cases.CaseListPage.as_view(), name="list"),
    path("new/", cases.NamePage.as_view(), name="new"),
    path("mine/", overview.MinePage.as_view(), name="mine"),
    path("queue/", overview.QueuePage.as_view(), name="queue"),
    path("townships/", overview.TownshipsPage.as_view(), name="townships"),
    path("targets/", overview.TargetsPage.as_view(), name="targets"),
    path("targets/new/", overview.NewTargetPage.as_view(), name="new_target"),
    path("targets/<int:pk>/change/", overview.ChangeTargetPage.as_view(), name="change_target"),
    path("kinds/", kinds.KindListPage.as_view(), name="kinds"),
    path("kinds/<int:pk>/", kinds.KindPage.as_view(), name="kind"),
    path("kinds/<int:pk>/change/", kinds.ChangeKindPage.as_view(), name="change_kind"),
    path("kinds/<int:pk>/copy/", kinds.copy, name="copy_kind"),
    path("kinds/<int:pk>/criteria/", kinds.AddCriterionPage.as_view(), name="add_criterion"),
    path("kinds/<int:pk>/grounds/", kinds.AddGroundPage.as_view(), name="add_ground"),
    path("kinds/<int:pk>/steps/<str:name>/", kinds.KindStep.as_view(), name="kind_step"),
    path("criteria/<int:pk>/", kinds.ChangeCriterionPage.as_view(), name="change_criterion"),
    path("criteria/<int:pk>/remove/", kinds.remove_criterion, name="remove_criterion"),
    path("grounds/<int:pk>/", kinds.ChangeGroundPage.as_view(), name="change_ground"),
    path("grounds/<int:pk>/remove/", kinds.remove_ground, name="remove_ground"),
    path("rounds/<int:pk>/", rounds.RoundPage.as_view(), name="round"),
    path("rounds/<int:pk>/steps/<str:name>/", rounds.RoundStep.as_view(), name="round_step"),
    path("answers/<int:pk>/", rounds.AnswerPage.as_view(), name="answer"),
    path("objections/<int:pk>/", decisions.DecideObjectionPage.as_view(), name="decide"),
    path("rectifications/<int:pk>/", decisions.ReportPage.as_view(), name="report"),
    path("rectifications/<int:pk>/check/", decisions.CheckPage.as_view(), name="check"),
    path("proposals/<int:pk>/", decisions.ProposalPage.as_view(), name="proposal"),
    path("<int:pk>/", cases.CasePage.as_view(), name="case"),
    path("<int:pk>/read/", rounds.read_again, name="read"),
    path("<int:pk>/site/", rounds.SitePage.as_view(), name="site"),
    path("<int:pk>/award/", decisions.AwardPage.as_view(), name="award"),
    path("<int:pk>/objection/", decisions.ObjectionPage.as_view(), name="object"),
    path("<int:pk>/recheck/", decisions.RecheckPage.as_view(), name="recheck"),
    path("<int:pk>/rectify/", decisions.RectifyPage.as_view(), name="rectify"),
    path("<int:pk>/exit/", decisions.ExitPage.as_view(), name="exit"),
    path("<int:pk>/wish/", decisions.WishPage.as_view(), name="wish"),
    path("<int:pk>/steps/<str:name>/", cases.CaseStep.as_view(), name="step"),
]
