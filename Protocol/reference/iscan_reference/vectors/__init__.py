"""Conformance: one case a line, answered byte for byte."""
