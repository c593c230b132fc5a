from chungtay.statistics.models.boundaries import Boundary
from chungtay.statistics.models.catalogue import LocalIndicator
from chungtay.statistics.models.cells import Carrier, Cell, KeptPeriod, Place, QuantityKey, Touched
from chungtay.statistics.models.looks import OwnTable, OwnTableShare, Rhythm, Schedule, Sending, Target, Way
from chungtay.statistics.models.release_work import ReleaseWork
from chungtay.statistics.models.releases import DisclosureRule, FindingReason, Hidden, Release, ReleaseCell
from chungtay.statistics.models.returns import (
    DataSet,
    Return,
    ReturnComment,
    ReturnException,
    ReturnRevision,
    ReturnSealed,
    ReturnUpload,
    ReturnValue,
    ReturnVersion,
)

__all__ = [
    "Boundary", "Carrier", "Cell", "DataSet", "DisclosureRule", "FindingReason", "Hidden", "KeptPeriod",
    "LocalIndicator", "OwnTable", "OwnTableShare", "Place", "QuantityKey", "Release", "ReleaseCell",
    "ReleaseWork", "Return", "ReturnComment", "ReturnException", "ReturnRevision", "ReturnSealed", "ReturnUpload", "ReturnValue",
    "ReturnVersion", "Rhythm", "Schedule", "Sending", "Target", "Touched", "Way",
]  # fmt: skip
