"""What this app adds to the main navigation."""

from chungtay.directives.policies import TaskPermission
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.policies_reports import ReportPermission
from chungtay.foundation.navigation import NavItem, register

register(NavItem("Văn bản", "directives:document_list", DocumentPermission.READ, "file-text", 20))
register(NavItem("Nhiệm vụ", "directives:task_list", TaskPermission.READ, "list-checks", 30))
register(NavItem("Báo cáo", "directives:report_list", ReportPermission.READ, "clipboard-list", 40))
register(NavItem("Tổng quan", "directives:overview", TaskPermission.OVERVIEW, "chart-column", 50))
