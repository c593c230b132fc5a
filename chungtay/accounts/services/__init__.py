"""The verbs of people and agencies."""

from chungtay.accounts.services.agencies import AgencyDefinition, DatedName, Succeeds, ensure_agencies
from chungtay.accounts.services.delegation import NewDelegation, delegate, revoke
from chungtay.accounts.services.people import (
    PersonData,
    add_person,
    change_own,
    change_person,
    disable_person,
    enable_person,
    reset_password,
    reset_second_factor,
    sign_out_everywhere,
    unlock_person,
)
from chungtay.accounts.services.posts import NewPost, end_post, give_post
from chungtay.accounts.services.session import note_switch, today

__all__ = [
    "AgencyDefinition",
    "DatedName",
    "NewDelegation",
    "NewPost",
    "PersonData",
    "Succeeds",
    "add_person",
    "change_own",
    "change_person",
    "delegate",
    "disable_person",
    "enable_person",
    "end_post",
    "ensure_agencies",
    "give_post",
    "note_switch",
    "reset_password",
    "reset_second_factor",
    "revoke",
    "sign_out_everywhere",
    "today",
    "unlock_person",
]
