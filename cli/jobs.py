"""`flask jobs run NAME`: a schedule's work, now."""

import click
from flask.cli import AppGroup, with_appcontext

from services.work import SCHEDULED

group = AppGroup("jobs", help="Scheduled work.")


@group.command("run")
@click.argument("name", type=click.Choice(sorted(SCHEDULED)))
@with_appcontext
def run(name: str) -> None:
    """Run everything on the schedule NAME."""
    for work in SCHEDULED[name]:
        click.echo(f"{work.__name__}: {work()}")
