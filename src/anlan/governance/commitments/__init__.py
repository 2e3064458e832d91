"""Commitments 任务事项: who promised what by when, and how far it is."""
