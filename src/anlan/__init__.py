"""Anlan 安澜: a county's emergency management and work safety on one system."""
