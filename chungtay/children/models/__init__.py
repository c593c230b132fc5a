from chungtay.children.models.child import Child, ChildStatus, Residence, ResidenceReason
from chungtay.children.models.circumstance import Circumstance, CircumstanceState
from chungtay.children.models.exchange import ImportBatch, ImportRow
from chungtay.children.models.facts import Fact, FactKind, Growth, Immunisation, Schooling, Support
from chungtay.children.models.family import Adult, Household, HouseholdKind, Kinship, Relation
from chungtay.children.models.movement import Reform, Transfer
from chungtay.children.models.pairs import Merge, Pair
from chungtay.children.models.papers import PaperOrder
from chungtay.children.models.rounds import Round, RoundLine
from chungtay.children.models.walled import Walled

__all__ = [
    "Adult",
    "Child",
    "ChildStatus",
    "Circumstance",
    "CircumstanceState",
    "Fact",
    "FactKind",
    "Growth",
    "Household",
    "HouseholdKind",
    "Immunisation",
    "ImportBatch",
    "ImportRow",
    "Kinship",
    "Merge",
    "Pair",
    "PaperOrder",
    "Reform",
    "Relation",
    "Residence",
    "ResidenceReason",
    "Round",
    "RoundLine",
    "Schooling",
    "Support",
    "Transfer",
    "Walled",
]  # fmt: skip
