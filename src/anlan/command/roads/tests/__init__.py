"""Tests of roads."""
