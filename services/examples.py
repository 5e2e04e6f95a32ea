"""The example organization's sign-in, for the note on the sign-in page of installations that try AdVision out."""

from pydantic import SecretStr
from sqlalchemy import select

from data.models import Organization
from domain.accounts import LoginInput
from services import directory
from services.container import container
from services.units import reading

EXAMPLE_EMAIL = "demo@advision.example"


def find_example_sign_in() -> LoginInput | None:
    """Address and password of the example organization's admin, or None where it is not loaded or in production."""
    settings = container().settings
    if settings.environment == "production":
        return None
    with reading(None) as session:
        found = directory.find_entry(session, "email", directory.hash_key(EXAMPLE_EMAIL))
    if found is None:
        return None
    with reading(found[0]) as session:
        is_example = session.scalar(select(Organization.is_example))
    return LoginInput(email=EXAMPLE_EMAIL, password=SecretStr(settings.demo_password)) if is_example else None
