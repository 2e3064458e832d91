"""Addresses of accounts: signing in, oneself, administration."""

from __future__ import annotations

from django.urls import path

from anlan.base.accounts.views import accounts, me, roles, sign_in

app_name = "accounts"
urlpatterns = [
    path("login/", sign_in.sign_in, name="login"),
    path("logout/", sign_in.sign_out, name="logout"),
    path("password/", sign_in.password, name="password"),
    path("second-factor/", sign_in.verify, name="second_factor"),
    path("second-factor/setup/", sign_in.second_factor_setup, name="second_factor_setup"),
    path("me/", me.me, name="me"),
    path("me/preferences/", me.preferences, name="preferences"),
    path("me/sessions/<int:pk>/end/", me.end_session, name="session_end"),
    path("me/recovery-codes/", me.recovery_codes, name="recovery_codes"),
    path("me/grants/<int:pk>/delegate/", me.delegate, name="delegate"),
    path("me/delegations/<int:pk>/end/", me.end_delegation, name="delegation_end"),
    path("me/override/", me.start_override, name="override_start"),
    path("me/override/end/", me.end_override, name="override_end"),
    path("accounts/", accounts.AccountList.as_view(), name="accounts"),
    path("accounts/new/", accounts.AccountCreatePage.as_view(), name="account_create"),
    path("accounts/<int:pk>/", accounts.AccountPage.as_view(), name="account"),
    path("accounts/<int:pk>/change/", accounts.AccountChangePage.as_view(), name="account_change"),
    path("accounts/<int:pk>/close/", accounts.close, name="account_close"),
    path("accounts/<int:pk>/reopen/", accounts.reopen, name="account_reopen"),
    path("accounts/<int:pk>/reset-password/", accounts.reset_password, name="reset_password"),
    path(
        "accounts/<int:pk>/reset-second-factor/",
        accounts.reset_second_factor,
        name="reset_second_factor",
    ),
    path("accounts/<int:pk>/grants/new/", accounts.GrantCreatePage.as_view(), name="grant_create"),
    path("grants/<int:pk>/revoke/", accounts.revoke, name="grant_revoke"),
    path("sessions/<int:pk>/end/", accounts.revoke_session, name="session_revoke"),
    path("roles/", roles.RoleList.as_view(), name="roles"),
    path("roles/new/", roles.RoleCreatePage.as_view(), name="role_create"),
    path("roles/<int:pk>/", roles.RolePage.as_view(), name="role"),
    path("roles/<int:pk>/change/", roles.RoleChangePage.as_view(), name="role_change"),
    path("access-rules/", roles.AccessRuleList.as_view(), name="rules"),
    path("access-rules/<slug:pk>/", roles.AccessRuleChangePage.as_view(), name="rule_change"),
    path("overrides/", roles.OverrideList.as_view(), name="overrides"),
    path("overrides/<int:pk>/end/", roles.end_override, name="override_stop"),
]
