"""Siting: where few facilities serve many places best."""
