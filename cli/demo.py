"""`flask demo load | reset`: the example organization."""

from collections.abc import Callable
from uuid import UUID

import click
from flask.cli import AppGroup, with_appcontext

from domain.errors import AppError
from services import example_data
from services.examples import find_example_sign_in

group = AppGroup("demo", help="The example organization.")


@group.command("load")
@click.option("--without-pictures", is_flag=True, help="Leave the 60 creatives out, which saves some seconds.")
@with_appcontext
def load(without_pictures: bool) -> None:
    """Load the example organization, if it is not there yet."""
    _say(lambda: example_data.load_example(with_pictures=not without_pictures))


@group.command("reset")
@with_appcontext
def reset() -> None:
    """Delete the example organization and load it anew."""
    _say(example_data.reset_example)


def _say(work: Callable[[], UUID | None]) -> None:
    try:
        loaded = work()
    except AppError as error:
        raise click.ClickException(error.message) from error
    click.echo("The example organization is loaded." if loaded else "The example organization is there already.")
    sign_in = find_example_sign_in()
    if sign_in is not None:
        click.echo(f"Sign in as {sign_in.email} with the password {sign_in.password.get_secret_value()}")
