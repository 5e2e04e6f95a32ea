"""All tables. Importing this package registers every model with the metadata."""

from data.models.accounts import (
    ApiKey,
    AuditRow,
    DirectoryEntry,
    Invitation,
    LoginSession,
    Organization,
    PasswordReset,
    RefreshToken,
    SignInFailure,
    User,
)
from data.models.base import Base, Scoped, TenantRow
from data.models.campaigns import Annotation, Campaign, PlatformCampaign, SavedView
from data.models.creatives import Comment, Creative
from data.models.intelligence import (
    BusinessProfile,
    GeneratedVariant,
    ModelChoice,
    OwnModel,
    Prediction,
    RegisteredModel,
)
from data.models.jobs import IdempotencyKey, Job
from data.models.metrics import (
    ImportBatch,
    ImportMapping,
    ImportReject,
    MetricCoverage,
    MetricRollup,
    MetricRow,
    Upload,
)

__all__ = [
    "Annotation",
    "ApiKey",
    "AuditRow",
    "Base",
    "BusinessProfile",
    "Campaign",
    "Comment",
    "Creative",
    "DirectoryEntry",
    "GeneratedVariant",
    "IdempotencyKey",
    "ImportBatch",
    "ImportMapping",
    "ImportReject",
    "Invitation",
    "Job",
    "LoginSession",
    "MetricCoverage",
    "MetricRollup",
    "MetricRow",
    "ModelChoice",
    "Organization",
    "OwnModel",
    "PasswordReset",
    "PlatformCampaign",
    "Prediction",
    "RefreshToken",
    "RegisteredModel",
    "SavedView",
    "Scoped",
    "SignInFailure",
    "TenantRow",
    "Upload",
    "User",
]
