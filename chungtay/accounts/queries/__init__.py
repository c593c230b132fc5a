"""Reads of people and agencies."""

from chungtay.accounts.queries.agencies import Resolution, resolve_agency, search_agencies
from chungtay.accounts.queries.people import current_posts

__all__ = ["Resolution", "current_posts", "resolve_agency", "search_agencies"]
