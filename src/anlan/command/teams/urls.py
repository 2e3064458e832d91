"""Addresses of the rescue forces."""

from __future__ import annotations

from django.urls import path

from anlan.base.exchange.public import import_start_view
from anlan.command.teams.permissions import CHANGE_EXPERT, IMPORT
from anlan.command.teams.views import experts, neighbours, parts, standing, teams

app_name = "teams"
urlpatterns = [
    path("", teams.TeamListPage.as_view(), name="list"),
    path("new/", teams.TeamCreatePage.as_view(), name="create"),
    path("import/", import_start_view("teams", IMPORT), name="import"),
    path("<int:pk>/", teams.TeamPage.as_view(), name="detail"),
    path("<int:pk>/change/", teams.TeamChangePage.as_view(), name="change"),
    path("<int:pk>/steps/<str:name>/", teams.TeamTransition.as_view(), name="transition"),
    path("<int:pk>/members/new/", parts.MemberCreatePage.as_view(), name="member_create"),
    path(
        "<int:pk>/certificates/new/",
        parts.CertificateCreatePage.as_view(),
        name="certificate_create",
    ),
    path("<int:pk>/equipment/new/", parts.EquipmentCreatePage.as_view(), name="equipment_create"),
    path("<int:pk>/insurance/new/", parts.InsuranceCreatePage.as_view(), name="insurance_create"),
    path("<int:pk>/stand-by/new/", standing.StandByCreatePage.as_view(), name="stand_by_create"),
    path("members/<int:pk>/", parts.MemberPage.as_view(), name="member"),
    path("members/<int:pk>/leave/", parts.leave, name="member_leave"),
    path("equipment/<int:pk>/check/", parts.CheckPage.as_view(), name="check"),
    path("stand-by/", standing.StandByListPage.as_view(), name="stand_bys"),
    path(
        "stand-by/proposals/",
        standing.StandByProposalsPage.as_view(),
        name="stand_by_proposals",
    ),
    path("stand-by/<int:pk>/", standing.StandByPage.as_view(), name="stand_by"),
    path(
        "stand-by/<int:pk>/steps/<str:name>/",
        standing.StandByTransition.as_view(),
        name="stand_by_step",
    ),
    path("trainings/", standing.TrainingListPage.as_view(), name="trainings"),
    path("trainings/new/", standing.TrainingCreatePage.as_view(), name="training_create"),
    path("trainings/<int:pk>/", standing.TrainingPage.as_view(), name="training"),
    path("experts/", experts.ExpertListPage.as_view(), name="experts"),
    path("experts/new/", experts.ExpertCreatePage.as_view(), name="expert_create"),
    path("experts/import/", import_start_view("experts", CHANGE_EXPERT), name="expert_import"),
    path("experts/<int:pk>/", experts.ExpertPage.as_view(), name="expert"),
    path("experts/<int:pk>/change/", experts.ExpertChangePage.as_view(), name="expert_change"),
    path("experts/<int:pk>/phone/", experts.phone, name="expert_phone"),
    path("experts/<int:pk>/ask/<int:incident_id>/", experts.ask, name="expert_ask"),
    path("neighbours/", neighbours.NeighbourListPage.as_view(), name="neighbours"),
    path("neighbours/new/", neighbours.NeighbourCreatePage.as_view(), name="neighbour_create"),
    path("neighbours/<int:pk>/", neighbours.NeighbourPage.as_view(), name="neighbour"),
    path(
        "neighbours/<int:pk>/change/",
        neighbours.NeighbourChangePage.as_view(),
        name="neighbour_change",
    ),
]
