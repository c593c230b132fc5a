from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

# Rooms that register something at start-up; those that do not exist yet are left out.
ROOMS = (
    "policies", "policies_returns", "own_source", "returned", "navigation", "navigation_returns", "worklist",
    "worklist_returns", "search", "audit_words",
    "audit_words_returns", "policies_looks", "audit_words_looks", "audit_words_control", "audit_words_catalogue",
    "returns_provider", "system_checks",
)  # fmt: skip


class StatisticsConfig(AppConfig):
    name = "chungtay.statistics"
    label = "statistics"
    verbose_name = "Số liệu"

    def ready(self) -> None:
        from chungtay.foundation import wall

        wall.protect("statistics_ce")  # cells; carriers and the ledger answer nobody but the owner
        for room in ROOMS:
            if find_spec(f"chungtay.statistics.{room}") is not None:
                import_module(f"chungtay.statistics.{room}")
