from chungtay.foundation.models.audit import AuditEntry, AuditHead
from chungtay.foundation.models.desk import Draft, Notice, StoredFile
from chungtay.foundation.models.looks import Look
from chungtay.foundation.models.vault import VaultKey

__all__ = ["AuditEntry", "AuditHead", "Draft", "Look", "Notice", "StoredFile", "VaultKey"]
