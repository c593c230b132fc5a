from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

# Rooms that register themselves downward; each part of the work has its own.
ROOMS = ("policies", "states", "navigation", "search", "worklist", "worklist_clocks", "worklist_concerns", "worklist_plans",
         "worklist_access", "worklist_forms", "worklist_handovers", "worklist_support", "panels", "panels_keeping",
         "panels_concerns", "merging", "moving", "drafts", "audit_words", "audit_words_concerns", "audit_words_forms",
         "audit_words_plans", "audit_words_access", "audit_words_clocks", "audit_words_support", "figures", "tasks")  # fmt: skip


class CasesConfig(AppConfig):
    name = "chungtay.cases"
    label = "cases"
    verbose_name = "Vụ việc bảo vệ trẻ em"

    def ready(self) -> None:
        """The wall, permissions, lines of My day and navigation register themselves downward."""
        from chungtay.foundation import audit, wall

        wall.protect("cases_", but=("cases_contact", "cases_intakeclient", "cases_retentionrule"))
        for room in ROOMS:
            if find_spec(f"chungtay.cases.{room}") is not None:
                import_module(f"chungtay.cases.{room}")
        from chungtay.cases.policies import CasePermission

        audit.guard("cases.", CasePermission.READ)
