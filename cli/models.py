"""`flask models ...`: train, evaluate, list, activate, go back, and fetch the models that analyzers use."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from domain.errors import AppError
from services import model_registry, model_training

group = AppGroup("models", help="The models that analyzers use.")


@group.command("list")
@with_appcontext
def list_all() -> None:
    """Every version with its origin, size and figures; a star marks the one that serves."""
    model_registry.register_shipped()
    for row in model_registry.list_registered():
        mark = "*" if row.is_active else " "
        figures = ", ".join(f"{name} {value}" for name, value in sorted(row.metrics.items()))
        click.echo(f"{mark} {row.name} {row.version} ({row.origin.value}, {row.size / 1e6:.1f} MB) {figures}")


@group.command("train")
@click.argument("name")
@click.option("--data", "data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Keep the files here too.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--activate", "is_activated", is_flag=True, help="Let it serve at once.")
@with_appcontext
def train(name: str, data: Path, out: Path | None, seed: int, is_activated: bool) -> None:
    """Train NAME on the files in a folder and register the new version."""
    with _said():
        made = model_training.train(name, data, out, seed, click.echo)
        if is_activated:
            model_registry.activate_everywhere(made.name, made.version)
    click.echo(f"{made.name} {made.version} is registered" + (" and serves." if is_activated else "."))


@group.command("evaluate")
@click.argument("name")
@click.option("--data", "data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@with_appcontext
def evaluate(name: str, data: Path) -> None:
    """Measure the version of NAME that serves on data it never saw; prints the figures of its card as JSON."""
    with _said():
        click.echo(json.dumps(model_training.evaluate(name, data), indent=1, sort_keys=True))


@group.command("activate")
@click.argument("name")
@click.argument("version")
@with_appcontext
def activate(name: str, version: str) -> None:
    """Let a version serve every organization that chose none."""
    with _said():
        model_registry.register_shipped()
        model_registry.activate_everywhere(name, version)
    click.echo(f"{name} {version} serves.")


@group.command("roll-back")
@click.argument("name")
@with_appcontext
def roll_back(name: str) -> None:
    """Let the version serve again that did before."""
    with _said():
        click.echo(f"{name} {model_registry.roll_back_everywhere(name)} serves.")


@group.command("pull")
@click.argument("name")
@click.option("--source", help="A folder, s3://bucket/prefix, or nothing for the hub.")
@with_appcontext
def pull(name: str, source: str | None) -> None:
    """Fetch a pretrained encoder at its pinned revision, check its hashes and register it."""
    with _said():
        made = model_training.pull(name, source, click.echo)
    click.echo(f"{made.name} {made.version} is registered. Let it serve: models activate {made.name} {made.version}")


class _said:  # noqa: N801 - reads as a word in `with`
    """Says an AppError in one line instead of a stack trace."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, AppError):
            raise click.ClickException(error.message) from error
