"""The verbs of people and agencies."""

from chungtay.accounts.services.agencies import AgencyDefinition, DatedName, Succeeds, ensure_agencies
from chungtay.accounts.services.delegation import NewDelegation, delegate, revoke
from chungtay.accounts.services.importing import Made, Row, import_people, read_file
from chungtay.accounts.services.local_agencies import NewAgency, add_agency, end_agency, rename_agency
from chungtay.accounts.services.people import (
    PersonData,
    add_person,
    change_own,
    change_person,
    create_administrator,
    disable_person,
    enable_person,
    export_people,
    reset_password,
    reset_second_factor,
    sign_out_everywhere,
    unlock_person,
)
from chungtay.accounts.services.posts import NewPost, end_post, give_post
from chungtay.accounts.services.session import note_switch, today
from chungtay.accounts.services.settings import set_second_factor

__all__ = [
    "AgencyDefinition",
    "DatedName",
    "Made",
    "NewAgency",
    "NewDelegation",
    "NewPost",
    "PersonData",
    "Row",
    "Succeeds",
    "add_agency",
    "add_person",
    "change_own",
    "change_person",
    "create_administrator",
    "delegate",
    "disable_person",
    "enable_person",
    "end_agency",
    "end_post",
    "ensure_agencies",
    "export_people",
    "give_post",
    "import_people",
    "note_switch",
    "read_file",
    "rename_agency",
    "reset_password",
    "reset_second_factor",
    "revoke",
    "set_second_factor",
    "sign_out_everywhere",
    "today",
    "unlock_person",
]
