"""`flask user create`: a new organization with its admin, or a member of one, from the command line."""

import click
from flask.cli import AppGroup, with_appcontext
from pydantic import ValidationError

from domain.accounts import RegisterInput
from domain.errors import AppError
from domain.permissions import Role
from services import members, organizations
from services.system_actors import find_system_actor

group = AppGroup("user", help="People.")


@group.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True, help="The person's full name.")
@click.option("--org", required=True, help="The slug of an organization, or with --new its name.")
@click.option("--new", is_flag=True, help="Make the organization; the person becomes its admin.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.VIEWER.value)
@click.password_option(help="Asked for where it is not given.")
@with_appcontext
def create(email: str, name: str, org: str, new: bool, role: str, password: str) -> None:
    """Create a person."""
    try:
        data = RegisterInput(email=email, password=password, full_name=name, organization_name=org)  # type: ignore[arg-type]
        if new:
            account = organizations.register(data)
            click.echo(f"Created {account.user.email} as admin of {account.organization.slug}.")
            return
        user = members.add_member(find_system_actor(org), data.email, data.full_name, Role(role), password)
        click.echo(f"Created {user.email} as {user.role.value}.")
    except ValidationError as error:
        fields = "; ".join(f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors(include_input=False))
        raise click.ClickException(fields) from None
    except AppError as error:
        raise click.ClickException(error.message) from None
