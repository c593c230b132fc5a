from chungtay.directives.models.document import Document, DocumentLink, DocumentState, Intake, TaskProposal
from chungtay.directives.models.giving import GivingAct
from chungtay.directives.models.report import (
    Passage,
    Report,
    ReportAnnex,
    ReportDuty,
    ReportFigure,
    ReportPaper,
    ReportSection,
    ReportState,
    SectionSource,
)
from chungtay.directives.models.task import Extension, Rhythm, Task, TaskParty, TaskState, TaskWord

__all__ = [
    "Document",
    "DocumentLink",
    "DocumentState",
    "Extension",
    "GivingAct",
    "Intake",
    "Passage",
    "Report",
    "ReportAnnex",
    "ReportDuty",
    "ReportFigure",
    "ReportPaper",
    "ReportSection",
    "ReportState",
    "Rhythm",
    "SectionSource",
    "Task",
    "TaskParty",
    "TaskProposal",
    "TaskState",
    "TaskWord",
]
