"""Prove it: evidence of a step."""
