"""Which version of each model serves whom: registering, choosing, going back, and bringing its files here.

What is learned from one organization's data is a row of that organization and serves nobody else.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from data.columns import utc_now
from data.models import ModelChoice, OwnModel, RegisteredModel
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.contracts import Page
from domain.errors import AppError, ErrorCode, not_found
from domain.model_registry import ModelOrigin, ModelVersion
from domain.permissions import Permission
from ml.registry import SHIPPED, ModelFolder, list_shipped
from services import audit
from services.model_files import find_card, open_files, remove_files, store_files
from services.units import reading, writing

SHIPPED_MARK = "shipped:"


def register_shipped() -> int:
    """Give every shipped version its row, once; the newest of a name serves until someone chooses. Gives how many."""
    with reading(None) as session:
        known = {tuple(row) for row in session.execute(select(RegisteredModel.name, RegisteredModel.version))}
    missing = [folder for folder in list_shipped() if (folder.name, folder.version) not in known]
    for folder in missing:
        path = SHIPPED_MARK + folder.folder.relative_to(SHIPPED).as_posix()
        _insert(folder, ModelOrigin.SHIPPED, path)
        with reading(None) as session:
            serving = _active(session, folder.name)
            is_chosen = serving is not None and serving.origin != ModelOrigin.SHIPPED.value
        if not is_chosen:
            activate_everywhere(folder.name, folder.version)
    return len(missing)


def register(folder: ModelFolder, origin: ModelOrigin) -> None:
    """Store the files of a version that was trained or pulled, and give it its row. It does not serve yet.

    Raises CONFLICT where name and version are taken by other files; the same files again are no error. What could
    not be registered leaves no files behind.
    """
    if _is_registered(folder):
        # The files of a version never change; storing them again repairs what the storage may have lost.
        store_files(folder)
        return
    path = store_files(folder)
    try:
        _insert(folder, origin, path)
    except Exception:
        remove_files(path)
        raise


def register_own(actor: Actor, folder: ModelFolder) -> None:
    """Store a version that was learned from the organization's data. Needs RUN_ANALYZERS; it does not serve yet.

    Raises CONFLICT where the organization has other files under the name and version.
    """
    actor.require(Permission.RUN_ANALYZERS)
    with reading(actor) as session:
        known = session.scalar(
            select(OwnModel.sha256).where(OwnModel.name == folder.name, OwnModel.version == folder.version)
        )
    if known is not None and known != folder.sha256:
        raise _taken(folder)
    path = store_files(folder, actor.organization_id)
    if known is not None:
        return
    try:
        with writing(actor) as session:
            session.add(
                OwnModel(
                    organization_id=actor.organization_id, name=folder.name, version=folder.version, path=path,
                    sha256=folder.sha256, size=folder.size, data=folder.data, metrics=folder.metrics,
                    created_by_id=actor.user_id,
                )
            )  # fmt: skip
    except Exception:
        remove_files(path)
        raise


def list_models(actor: Actor, name: str | None = None) -> Page[ModelVersion]:
    """Every version that may serve the organization, the newest of a name first. Needs VIEW."""
    actor.require(Permission.VIEW)
    register_shipped()
    with reading(actor) as session:
        choices = dict(iter(session.execute(select(ModelChoice.name, ModelChoice.version))))
        common: Sequence[Any] = session.scalars(select(RegisteredModel)).all()
        own: Sequence[Any] = session.scalars(select(OwnModel)).all()
    rows = [row for row in (*common, *own) if name is None or row.name == name]
    rows.sort(key=lambda row: row.created_at, reverse=True)
    rows.sort(key=lambda row: row.name)
    items = [_with_card(_version(row, is_active=_serves(row, choices))) for row in rows]
    return Page(items=items, total=len(items), page=1, page_size=max(len(items), 1))


def list_registered() -> list[ModelVersion]:
    """Every version that may serve everyone, by name, the oldest first. For the operator's commands."""
    with reading(None) as session:
        rows = session.scalars(select(RegisteredModel).order_by(RegisteredModel.name, RegisteredModel.created_at))
        return [_version(row, is_active=row.is_active) for row in rows]


def activate(actor: Actor, name: str, version: str) -> ModelVersion:
    """Let a version serve the organization, and nobody else by it. Needs MANAGE_MODELS; raises NOT_FOUND.

    Its files are opened first: what cannot serve is refused, and the version before goes on serving.
    """
    actor.require(Permission.MANAGE_MODELS)
    register_shipped()
    with reading(actor) as session:
        row = _find(session, name, version)
        if row is None:
            raise not_found()
        found = _version(row, is_active=True)
    open_files(found)
    with writing(actor) as session:
        _choose(session, actor, name, version)
        audit.record(session, actor, "model.activated", "model", name, version=version)
    return found


def roll_back(actor: Actor, name: str) -> ModelVersion:
    """Let the version serve again that did before. Needs MANAGE_MODELS; raises CONFLICT where there is none."""
    actor.require(Permission.MANAGE_MODELS)
    with reading(actor) as session:
        choice = session.scalars(select(ModelChoice).where(ModelChoice.name == name)).one_or_none()
        previous = choice.previous if choice is not None else None
    if previous is None:
        raise AppError(ErrorCode.CONFLICT, f"There is no earlier version of {name} to go back to.")
    return activate(actor, name, previous)


def activate_everywhere(name: str, version: str) -> None:
    """Let a version serve every organization that chose none. Raises NOT_FOUND. For the operator's commands.

    All versions of the name are locked in one order, so that of two activations at once the later one stands (A33).
    """
    with reading(None) as session:
        row = session.get(RegisteredModel, (name, version))
        if row is None:
            raise not_found()
        found = _version(row, is_active=True)
    open_files(found)
    with writing(None) as session:
        session.execute(
            select(RegisteredModel.version)
            .where(RegisteredModel.name == name)
            .order_by(RegisteredModel.version)
            .with_for_update()
        ).all()
        # Two statements, since the index that allows one active version is checked row by row.
        session.execute(update(RegisteredModel).where(RegisteredModel.name == name).values(is_active=False))
        session.execute(
            update(RegisteredModel)
            .where(RegisteredModel.name == name, RegisteredModel.version == version)
            .values(is_active=True, activated_at=utc_now())
        )


def roll_back_everywhere(name: str) -> str:
    """Let the version serve again that was activated before the present one; gives it. Raises CONFLICT."""
    with reading(None) as session:
        earlier = session.scalar(
            select(RegisteredModel.version)
            .where(
                RegisteredModel.name == name,
                RegisteredModel.is_active.is_(False),
                RegisteredModel.activated_at.is_not(None),
            )
            .order_by(RegisteredModel.activated_at.desc())
            .limit(1)
        )
    if earlier is None:
        raise AppError(ErrorCode.CONFLICT, f"There is no earlier version of {name} to go back to.")
    activate_everywhere(name, earlier)
    return earlier


def list_serving(organization_id: UUID | None, names: Sequence[str]) -> dict[str, ModelVersion]:
    """The version of each model that serves the organization; a model without any is left out."""
    with reading(organization_id) as session:
        found = {name: _serving(session, name) for name in names}
    if None in found.values() and register_shipped():
        return list_serving(organization_id, names)
    return {name: _version(row, is_active=True) for name, row in found.items() if row is not None}


def open_serving(organization_id: UUID | None, name: str) -> ModelFolder | None:
    """The files of the version that serves the organization, checked and on this machine; None where there is none."""
    found = list_serving(organization_id, (name,)).get(name)
    return open_files(found) if found is not None else None


def _is_registered(folder: ModelFolder) -> bool:
    with reading(None) as session:
        row = session.get(RegisteredModel, (folder.name, folder.version))
    if row is not None and row.sha256 != folder.sha256:
        raise _taken(folder)
    return row is not None


def _insert(folder: ModelFolder, origin: ModelOrigin, path: str) -> None:
    """Add the row. Of two that add the same at once, the second finds it done."""
    try:
        with writing(None) as session:
            session.add(
                RegisteredModel(
                    name=folder.name, version=folder.version, origin=origin.value, path=path, sha256=folder.sha256,
                    size=folder.size, data=folder.data, metrics=folder.metrics,
                )
            )  # fmt: skip
    except IntegrityError:
        if not _is_registered(folder):
            raise


def _taken(folder: ModelFolder) -> AppError:
    return AppError(ErrorCode.CONFLICT, f"{folder.name} {folder.version} is registered with other files.")


def _choose(session: TenantSession, actor: Actor, name: str, version: str) -> None:
    """Note the choice and what served before. Choices at the same moment wait for each other."""
    common = _active(session, name)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    missing = insert(ModelChoice).values(
        organization_id=actor.organization_id, name=name, version=common.version if common is not None else version
    )
    session.execute(missing.on_conflict_do_nothing())
    row = session.scalars(select(ModelChoice).where(ModelChoice.name == name).with_for_update()).one()
    before = row.version if _find(session, name, row.version) is not None else None
    if before not in (None, version):
        row.previous = before
    row.version, row.chosen_by_id, row.chosen_at = version, actor.user_id, utc_now()


def _active(session: TenantSession, name: str) -> RegisteredModel | None:
    query = select(RegisteredModel).where(RegisteredModel.name == name, RegisteredModel.is_active.is_(True))
    return session.scalars(query).one_or_none()


def _serving(session: TenantSession, name: str) -> Any:
    """The row that serves: the organization's choice where it still exists, else what serves everyone."""
    chosen = session.scalar(select(ModelChoice.version).where(ModelChoice.name == name))
    return (_find(session, name, chosen) if chosen is not None else None) or _active(session, name)


def _find(session: TenantSession, name: str, version: str) -> Any:
    own = session.scalars(select(OwnModel).where(OwnModel.name == name, OwnModel.version == version)).one_or_none()
    return own if own is not None else session.get(RegisteredModel, (name, version))


def _serves(row: Any, choices: dict[str, str]) -> bool:
    if row.name in choices:
        return bool(choices[row.name] == row.version)
    return isinstance(row, RegisteredModel) and row.is_active


def _with_card(version: ModelVersion) -> ModelVersion:
    return version.model_copy(update={"card": find_card(version)})


def _version(row: Any, *, is_active: bool) -> ModelVersion:
    origin = ModelOrigin.OWN if isinstance(row, OwnModel) else ModelOrigin(row.origin)
    return ModelVersion(
        name=row.name, version=row.version, origin=origin, path=row.path, sha256=row.sha256, size=row.size,
        data=row.data, metrics=row.metrics, is_active=is_active, created_at=row.created_at,
    )  # fmt: skip
