from chungtay.care.models.carer import Carer, CarerKindChoice, CarerState
from chungtay.care.models.facility import FacilityNeed, FacilityNeedState
from chungtay.care.models.papers import CareForm
from chungtay.care.models.placement import OPEN_STATES, EndGround, NextForm, Placement, PlacementState, Visit

__all__ = [
    "OPEN_STATES",
    "CareForm",
    "Carer",
    "CarerKindChoice",
    "CarerState",
    "EndGround",
    "FacilityNeed",
    "FacilityNeedState",
    "NextForm",
    "Placement",
    "PlacementState",
    "Visit",
]
