"""The same child twice: pure, explainable matching of two children.

A child is a mapping of words, all optional but the name: `full_name`, `other_name`, `birth_date` (ISO, whole or partial),
`sex` (`male`, `female`), `personal_number`, `national_code`, `ethnicity`, `father_name`, `mother_name`, `carer_name`,
`phone`, `hamlet`, `commune`, `address`, `household_code`.

`match(a, b)` tells how likely the two are the same child and what each field says; `blocks(child)` gives the keys under
which records meet; `record(child)` reads a child once for many comparisons. No Django here.
"""

from chungtay.children.matching.blocking import CAP, blocks
from chungtay.children.matching.compare import CERTAIN, POSSIBLE, Match, Part, match, score, verdict_of
from chungtay.children.matching.frequency import Frequencies
from chungtay.children.matching.records import Record, record

__all__ = [
    "CAP",
    "CERTAIN",
    "POSSIBLE",
    "Frequencies",
    "Match",
    "Part",
    "Record",
    "blocks",
    "match",
    "record",
    "score",
    "verdict_of",
]
