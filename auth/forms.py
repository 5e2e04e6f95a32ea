"""The fields of the sign-in pages. What is allowed is said by the contracts; here are labels and plain words."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, StringField  # type: ignore[import-untyped]
from wtforms.validators import Email, InputRequired, Length  # type: ignore[import-untyped]

from domain.errors import AppError

_ADDRESS_WORDS = "Enter a mail address such as ana@company.com."
# The longest address that mail allows, and the longest password that services take.
_MAX_ADDRESS, _MAX_PASSWORD, _MAX_NAME = 320, 256, 200


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _address(autocomplete: str = "username") -> Field:
    return EmailField(
        "Email",
        filters=[_strip],
        validators=[
            InputRequired(_ADDRESS_WORDS),
            Email(_ADDRESS_WORDS),
            Length(max=_MAX_ADDRESS, message=_ADDRESS_WORDS),
        ],
        render_kw={"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"},
    )


def _name(label: str, autocomplete: str, missing: str) -> Field:
    return StringField(
        label,
        filters=[_strip],
        validators=[InputRequired(missing), Length(max=_MAX_NAME, message=f"Use at most {_MAX_NAME} characters.")],
        render_kw={"autocomplete": autocomplete},
    )


def _new_password() -> Field:
    return PasswordField(
        "Password",
        description="At least 8 characters. A short sentence is easy to keep in mind and hard to guess.",
        validators=[
            InputRequired("Choose a password."),
            Length(min=8, message="Use at least 8 characters."),
            Length(max=_MAX_PASSWORD, message=f"Use at most {_MAX_PASSWORD} characters."),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class LoginForm(FlaskForm):
    """Signing in. The password's length is not judged here: a wrong one is wrong."""

    email = _address()
    password = PasswordField(
        "Password", validators=[InputRequired("Enter your password.")], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class RegisterForm(FlaskForm):
    """A new organization with its first admin."""

    full_name = _name("Your name", "name", "Enter your name.")
    organization_name = _name("Organization", "organization", "Enter the name of your company or team.")
    email = _address()
    password = _new_password()


class AcceptForm(FlaskForm):
    """Joining by invitation: the address and the role are the invitation's."""

    full_name = _name("Your name", "name", "Enter your name.")
    password = _new_password()


class ForgotForm(FlaskForm):
    """Asking for a reset link."""

    email = _address()


class ResetForm(FlaskForm):
    """A new password by a reset link."""

    password = _new_password()


def note_error(form: FlaskForm, error: AppError) -> None:
    """Put an error beside the fields that it names, else above the form."""
    found = False
    for entry in error.details.get("fields", ()):
        name = str(entry["field"])
        if name in form:
            form[name].errors = [*form[name].errors, _sentence(str(entry["reason"]))]
            found = True
    if not found:
        form.form_errors.append(error.message)


def _sentence(words: str) -> str:
    text = words[:1].upper() + words[1:]
    return text if text.endswith(".") else f"{text}."


def first_to_fill(form: FlaskForm) -> str:
    """The field that takes the focus: the first with an error, else the first that is empty."""
    shown = [field for field in form if field.type not in ("HiddenField", "CSRFTokenField")]
    for field in shown:
        if field.errors:
            return str(field.name)
    for field in shown:
        if not field.data:
            return str(field.name)
    return ""
