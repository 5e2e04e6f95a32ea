"""`flask import-csv FILE --org SLUG`: the import wizard's engine from the command line."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from pydantic import ValidationError

from domain.errors import AppError
from domain.imports import ImportOptions
from services import imports, uploads
from services.system_actors import find_system_actor


@click.command("import-csv")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--org", required=True, help="The organization's slug.")
@click.option("--source", default="auto", help="The platform's format, found out by default.")
@click.option("--platform", help="Where the ads ran, if the file does not say.")
@click.option("--currency", help="Three letters such as EUR, if the file does not say.")
@click.option("--period-start", help="First day (YYYY-MM-DD), if the file has no dates.")
@click.option("--period-end", help="Last day (YYYY-MM-DD), if the file has no dates.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Where the dates leave it open.")
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Map a field by hand; may be repeated.")
@with_appcontext
def command(file: Path, org: str, pairs: tuple[str, ...], **given: Any) -> None:
    """Import FILE (CSV, TSV or XLSX) into an organization."""
    try:
        mapping = dict(pair.split("=", 1) for pair in pairs) or None
        options = ImportOptions.model_validate(
            {**{k: v for k, v in given.items() if v is not None}, "mapping": mapping}
        )
        actor = find_system_actor(org)
        with file.open("rb") as stream:
            upload = uploads.receive(actor, stream, file.name)
        with click.progressbar(length=1000, label=file.name) as bar:
            position = 0

            def show(fraction: float, _message: str) -> None:
                nonlocal position
                step = max(0, int(fraction * 1000) - position)
                position += step
                bar.update(step)

            result = imports.import_upload(actor, upload.id, options, progress=show)
    except (ValueError, ValidationError) as error:
        raise click.ClickException(str(error)) from None
    except AppError as error:
        raise click.ClickException(error.message) from None
    click.echo(
        f"{result.source}: {result.rows_imported:,} of {result.rows_total:,} rows imported, "
        f"{result.rows_rejected:,} rejected, {result.rows_skipped:,} skipped (totals and footers)."
    )
    for total in result.totals:
        click.echo(
            f"{total.currency}: spend {total.spend:,.2f}, {total.impressions:,} impressions, {total.clicks:,} clicks"
        )
    for problem in result.errors[:20]:
        click.echo(f"Line {problem.line}, {problem.column}: {problem.reason} {problem.fix}")
