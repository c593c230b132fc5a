from chungtay.foundation.models.audit import AuditEntry, AuditHead
from chungtay.foundation.models.desk import Draft, Notice, StoredFile

__all__ = ["AuditEntry", "AuditHead", "Draft", "Notice", "StoredFile"]
