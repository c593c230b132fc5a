"""Chung Tay: open software for child work in Vietnam's local government."""

__version__ = "0.1.0"
