"""Tests of the Sparkplug B host application."""
