"""Permissions of people and agencies."""
