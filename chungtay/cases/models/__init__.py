from chungtay.cases.models.access import AccessKind, AccessState, CaseAccess, Evidence
from chungtay.cases.models.case import (
    ENDED,
    SEEN,
    Case,
    CasePerson,
    CaseState,
    DiaryEntry,
    EntryKind,
    PersonRole,
    Risk,
    Sanction,
    Secrecy,
)
from chungtay.cases.models.clocks import Clock, ClockPause, StopReason
from chungtay.cases.models.concern import Concern, ConcernState, Informant, IntakeClient, Road, Subject
from chungtay.cases.models.decisions import Decision, DecisionKind, DecisionState, HandOver, HandOverState
from chungtay.cases.models.forms import CaseForm, FormState
from chungtay.cases.models.plans import LineLink, LineState, Plan, PlanLine, PlanState
from chungtay.cases.models.retention import Erasure, ErasureState, RetentionRule
from chungtay.cases.models.support import Contact, Entitlement

__all__ = [
    "ENDED",
    "SEEN",
    "AccessKind",
    "AccessState",
    "Case",
    "CaseAccess",
    "CaseForm",
    "CasePerson",
    "CaseState",
    "Clock",
    "ClockPause",
    "Concern",
    "ConcernState",
    "Contact",
    "Decision",
    "DecisionKind",
    "DecisionState",
    "DiaryEntry",
    "Entitlement",
    "EntryKind",
    "Erasure",
    "ErasureState",
    "Evidence",
    "FormState",
    "HandOver",
    "HandOverState",
    "Informant",
    "IntakeClient",
    "LineLink",
    "LineState",
    "PersonRole",
    "Plan",
    "PlanLine",
    "PlanState",
    "RetentionRule",
    "Risk",
    "Road",
    "Sanction",
    "Secrecy",
    "StopReason",
    "Subject",
]
