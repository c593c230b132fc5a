"""Reads of people and agencies."""
