"""Tests of operations: real servers, real processes, small and quick."""
