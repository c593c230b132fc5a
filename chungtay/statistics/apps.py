from importlib import import_module

from django.apps import AppConfig

# Rooms that register something at start-up.
ROOMS = (
    "policies", "policies_returns", "policies_looks", "own_source", "returns_provider", "navigation", "navigation_returns",
    "worklist_returns", "audit_words_returns", "audit_words_looks", "audit_words_control", "audit_words_catalogue",
    "system_checks",
)  # fmt: skip


class StatisticsConfig(AppConfig):
    name = "chungtay.statistics"
    label = "statistics"
    verbose_name = "Số liệu"

    def ready(self) -> None:
        from chungtay.foundation import wall

        wall.protect("statistics_ce")  # cells; carriers and the ledger answer nobody but the owner
        for tables in ("statistics_retur", "statistics_finding", "statistics_owntabl"):
            wall.protect(tables)
        for room in ROOMS:
            import_module(f"chungtay.statistics.{room}")
