"""Siting against published optima and against trying everything."""
