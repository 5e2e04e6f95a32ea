"""Files that the import page gives: rejected rows as CSV, and made-up exports to try the import with."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from data.columns import utc_now
from data.csv_safety import write_rejects
from domain.actors import Actor
from domain.errors import not_found
from domain.import_files import SampleFile
from domain.permissions import Permission
from domain.platforms import Platform
from services import imports, uploads
from services.container import container
from services.uploads import UploadResult

SAMPLE_PLATFORMS = (Platform.META, Platform.GOOGLE_ADS, Platform.TIKTOK, Platform.LINKEDIN, Platform.YOUTUBE)


def rejects_csv(actor: Actor, import_id: UUID) -> SampleFile:
    """Every rejected cell of an import with how to fix it, safe to open in a spreadsheet. Raises NOT_FOUND."""
    problems = imports.list_rejects(actor, import_id)
    name = Path(imports.get_import(actor, import_id).file_name).stem or "import"
    text = io.StringIO(newline="")
    write_rejects(text, problems)
    # Spreadsheet programs read UTF-8 only where the mark at the start says so.
    return SampleFile(file_name=f"{name}_rejects.csv", data=("\ufeff" + text.getvalue()).encode())


def get_sample(actor: Actor, platform: Platform) -> SampleFile:
    """A made-up export of the last four weeks in the platform's own shape. Needs IMPORT_DATA; raises NOT_FOUND."""
    actor.require(Permission.IMPORT_DATA)
    if platform not in SAMPLE_PLATFORMS:
        raise not_found()
    path = _sample_path(platform)
    if not path.exists():
        _write_samples(path.parent)
    return SampleFile(file_name=f"{platform.value}_sample.csv", data=path.read_bytes())


def take_sample(actor: Actor, platform: Platform) -> UploadResult:
    """Put a sample among the actor's waiting files, as if it had been uploaded."""
    sample = get_sample(actor, platform)
    stream: BinaryIO = io.BytesIO(sample.data)
    return uploads.receive(actor, stream, sample.file_name)


def _last_day() -> date:
    return utc_now().date() - timedelta(days=1)


def _sample_path(platform: Platform) -> Path:
    return container().settings.folder("samples") / _last_day().isoformat() / f"{platform.value}.csv"


def _write_samples(folder: Path) -> None:
    """Draw all samples of a day at once and drop those of earlier days; nobody sees a half-written file."""
    from data.demo.organization import build_example
    from data.demo.samples import export_like

    folder.mkdir(mode=0o700, exist_ok=True)
    example = build_example(_last_day())
    for platform in SAMPLE_PLATFORMS:
        draft = folder / f"{uuid4().hex}.tmp"
        draft.write_bytes(export_like(example, platform).data)
        draft.replace(folder / f"{platform.value}.csv")
    for old in folder.parent.iterdir():
        if old.name < folder.name:
            for file in old.iterdir():
                file.unlink(missing_ok=True)
            old.rmdir()
