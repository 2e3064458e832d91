"""Addresses of scenes; ``<int:pk>`` of a scene is the key of its incident."""

from __future__ import annotations

from django.urls import path

from anlan.command.scene.views import means, phone, scenes

app_name = "scene"
urlpatterns = [
    path("", scenes.SceneListPage.as_view(), name="list"),
    path("state/", phone.state, name="state"),
    path("means/", means.MeansListPage.as_view(), name="means_list"),
    path("means/new/", means.CreateMeansPage.as_view(), name="create_means"),
    path("means/<int:pk>/", means.MeansPage.as_view(), name="means"),
    path("means/<int:pk>/change/", means.ChangeMeansPage.as_view(), name="change_means"),
    path("means/<int:pk>/check/", means.CheckMeansPage.as_view(), name="check_means"),
    path("withdrawals/<int:pk>/", scenes.EvacuationPage.as_view(), name="evacuation"),
    path("withdrawals/<int:pk>/lift/", scenes.lift, name="lift"),
    path("periods/<int:pk>/", scenes.PeriodPage.as_view(), name="period"),
    path("<int:pk>/", scenes.ScenePage.as_view(), name="detail"),
    path("<int:pk>/state/", phone.one_state, name="one_state"),
    path("<int:pk>/sketch/", phone.sketch, name="sketch"),
    path("<int:pk>/positions/", phone.positions, name="positions"),
    path("<int:pk>/tracks/", scenes.TracksPage.as_view(), name="tracks"),
    path("<int:pk>/withdraw/", scenes.WithdrawPage.as_view(), name="withdraw"),
    path("<int:pk>/keep/", scenes.KeepPage.as_view(), name="keep"),
    path("<int:pk>/meeting/", scenes.MeetingPage.as_view(), name="meeting"),
    path("<int:pk>/meeting/join/", scenes.join, name="join"),
    path("<int:pk>/meeting/call/", scenes.call, name="call"),
]
