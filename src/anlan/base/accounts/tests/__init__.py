"""Tests of accounts, rights and sign-in."""
