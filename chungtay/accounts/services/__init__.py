"""The verbs of people and agencies."""

from chungtay.accounts.services.session import note_switch, today

__all__ = ["note_switch", "today"]
