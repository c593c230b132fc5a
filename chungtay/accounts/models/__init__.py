from chungtay.accounts.models.people import (
    Agency,
    AgencyName,
    AgencySuccession,
    Delegation,
    Post,
    RoleSetting,
    User,
)

__all__ = ["Agency", "AgencyName", "AgencySuccession", "Delegation", "Post", "RoleSetting", "User"]
