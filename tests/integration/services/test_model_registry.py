"""The registry of models: rows with hashes (A32), one active version (A33), roll-back, refusals, and who is served."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from data.models import ModelChoice, OwnModel, RegisteredModel
from domain.errors import AppError, ErrorCode
from domain.model_registry import ModelOrigin
from ml.registry import list_shipped
from services import model_files, model_registry
from services.units import reading, writing
from tests.integration.services.model_folders import make_folder

AT_ONCE = 20


@pytest.fixture(autouse=True)
def _fresh(core):
    """Files outlive a test's database: forget those that were brought here, and those that were stored."""
    model_files.forget_opened()
    shutil.rmtree(core.settings.folder("models"))
    model_files.remove_files("models/")


@pytest.fixture
def two(core, tmp_path):
    """Two registered versions of a model; the first serves."""
    for version in ("1", "2"):
        folder = make_folder(tmp_path, version=version, content=f"content {version}")
        model_registry.register(folder, ModelOrigin.TRAINED)
    model_registry.activate_everywhere("toy", "1")


def serving(organization_id=None, name="toy"):
    found = model_registry.list_serving(organization_id, (name,)).get(name)
    return found.version if found else None


def active_versions(name="toy"):
    with reading(None) as session:
        query = select(RegisteredModel.version).where(RegisteredModel.name == name, RegisteredModel.is_active.is_(True))
        return list(session.scalars(query))


def in_threads(app, calls):
    """Run all calls at once, each with a context of its own; gives what each returned or raised."""

    def run(call):
        with app.app_context():
            try:
                return call()
            except Exception as error:  # noqa: BLE001 - looked at by the test
                return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def code_of(work):
    with pytest.raises(AppError) as caught:
        work()
    return caught.value.code


def test_a_registered_version_has_path_metrics_data_and_hash(core, tmp_path):
    """A32."""
    folder = make_folder(tmp_path)
    model_registry.register(folder, ModelOrigin.TRAINED)
    (row,) = model_registry.list_registered()
    assert (row.name, row.version, row.sha256, row.size) == ("toy", "1", folder.sha256, folder.size)
    assert (row.data, row.metrics, row.path) == ("three rows", {"auc": 0.5}, "models/toy/1/")
    assert {file.key for file in core.storage.list(row.path)} == {
        "models/toy/1/weights.json", "models/toy/1/card.json", "models/toy/1/manifest.json",
    }  # fmt: skip
    assert serving() is None


def test_registering_the_same_version_again_changes_nothing(core, tmp_path):
    folder = make_folder(tmp_path)
    model_registry.register(folder, ModelOrigin.TRAINED)
    model_registry.register(folder, ModelOrigin.TRAINED)
    assert len(model_registry.list_registered()) == 1


def test_registering_other_files_under_a_taken_version_is_refused_and_leaves_the_first(core, tmp_path):
    """A32: name and version are unique, and what is stored under them stays."""
    first = make_folder(tmp_path, content="one")
    model_registry.register(first, ModelOrigin.TRAINED)
    second = make_folder(tmp_path, content="two")
    assert code_of(lambda: model_registry.register(second, ModelOrigin.TRAINED)) is ErrorCode.CONFLICT
    model_registry.activate_everywhere("toy", "1")
    assert model_registry.open_serving(None, "toy").read_json("weights.json") == {"content": "one"}


def test_registering_at_once_gives_one_row(app, core, tmp_path):
    folder = make_folder(tmp_path)
    results = in_threads(app, [lambda: model_registry.register(folder, ModelOrigin.TRAINED)] * 8)
    assert results == [None] * 8
    assert len(model_registry.list_registered()) == 1


def test_what_cannot_be_stored_is_not_registered_and_leaves_nothing(core, tmp_path, monkeypatch):
    real = core.storage.put

    def full(key, data, content_type):
        if key.endswith("weights.json"):
            raise AppError(ErrorCode.STORAGE_FULL)
        return real(key, data, content_type)

    monkeypatch.setattr(core.storage, "put", full)
    folder = make_folder(tmp_path, name="unstored")
    assert code_of(lambda: model_registry.register(folder, ModelOrigin.PULLED)) is ErrorCode.STORAGE_FULL
    assert model_registry.list_registered() == []
    assert list(core.storage.list("models/unstored/")) == []


def test_shipped_versions_are_registered_once_and_the_newest_serves(core):
    assert model_registry.register_shipped() == len(list_shipped())
    assert model_registry.register_shipped() == 0
    newest = {folder.name: folder.version for folder in list_shipped()}
    assert {name: serving(name=name) for name in newest} == newest


def test_shipped_versions_that_processes_register_at_once_give_no_error(app, core):
    results = in_threads(app, [model_registry.register_shipped] * 4)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert len(model_registry.list_registered()) == len(list_shipped())


def test_activation_is_of_one_version(two):
    model_registry.activate_everywhere("toy", "2")
    assert active_versions() == ["2"]
    assert code_of(lambda: model_registry.activate_everywhere("toy", "3")) is ErrorCode.NOT_FOUND
    assert active_versions() == ["2"]


def test_activations_at_once_leave_exactly_one_active(app, core, tmp_path):
    """A33, under twenty activations of five versions at once."""
    for version in "12345":
        model_registry.register(make_folder(tmp_path, version=version), ModelOrigin.TRAINED)
    calls = [
        lambda place=place: model_registry.activate_everywhere("toy", "12345"[place % 5]) for place in range(AT_ONCE)
    ]
    assert in_threads(app, calls) == [None] * AT_ONCE
    assert len(active_versions()) == 1


def test_choices_of_an_organization_at_once_leave_exactly_one(app, two, tenant):
    """A33 for one organization, whose first choices all come at the same moment."""
    calls = [
        lambda place=place: model_registry.activate(tenant.admin, "toy", "12"[place % 2]) for place in range(AT_ONCE)
    ]
    results = in_threads(app, calls)
    assert [result for result in results if isinstance(result, Exception)] == []
    with reading(tenant.id) as session:
        assert session.scalar(select(func.count()).select_from(ModelChoice).where(ModelChoice.name == "toy")) == 1
    marked = [item.version for item in model_registry.list_models(tenant.viewer, "toy").items if item.is_active]
    assert marked == [serving(tenant.id)]


def test_the_database_itself_refuses_a_second_active_version(two):
    """A33 holds beside all code."""
    with pytest.raises(Exception, match=r"(?i)unique"), writing(None) as session:
        session.get(RegisteredModel, ("toy", "2")).is_active = True


def test_rolling_back_is_one_call(two):
    model_registry.activate_everywhere("toy", "2")
    assert model_registry.roll_back_everywhere("toy") == "1"
    assert active_versions() == ["1"]


def test_rolling_back_where_nothing_served_before_is_a_conflict(two, tenant):
    assert code_of(lambda: model_registry.roll_back_everywhere("toy")) is ErrorCode.CONFLICT
    assert code_of(lambda: model_registry.roll_back(tenant.admin, "toy")) is ErrorCode.CONFLICT


def test_a_choice_serves_its_organization_alone_and_rolls_back_in_one_call(two, tenant, other):
    model_registry.activate(tenant.admin, "toy", "2")
    assert (serving(tenant.id), serving(other.id), serving()) == ("2", "1", "1")
    assert model_registry.roll_back(tenant.admin, "toy").version == "1"
    assert serving(tenant.id) == "1"


def test_choosing_the_serving_version_again_keeps_the_way_back(two, tenant):
    model_registry.activate(tenant.admin, "toy", "2")
    model_registry.activate(tenant.admin, "toy", "2")
    assert model_registry.roll_back(tenant.admin, "toy").version == "1"


def test_a_choice_outlives_another_activation_for_everyone(two, tenant, other):
    model_registry.activate(tenant.admin, "toy", "1")
    model_registry.activate_everywhere("toy", "2")
    assert (serving(tenant.id), serving(other.id)) == ("1", "2")


def test_an_artifact_that_changed_in_the_storage_is_refused_and_the_old_one_serves(two, core, tenant):
    core.storage.put("models/toy/2/weights.json", b'{"content": "changed"}', "application/octet-stream")
    assert code_of(lambda: model_registry.activate_everywhere("toy", "2")) is ErrorCode.MODEL_REFUSED
    assert code_of(lambda: model_registry.activate(tenant.admin, "toy", "2")) is ErrorCode.MODEL_REFUSED
    assert (serving(), serving(tenant.id)) == ("1", "1")
    assert list(core.settings.folder("models").glob("*.tmp")) == []


def test_half_an_artifact_is_refused(two, core):
    core.storage.delete("models/toy/2/weights.json")
    assert code_of(lambda: model_registry.activate_everywhere("toy", "2")) is ErrorCode.MODEL_REFUSED


def test_a_manifest_that_fits_its_files_but_not_the_registry_is_refused(two, core, tmp_path):
    forged = make_folder(tmp_path / "forged", version="2", content="forged")
    model_files.store_files(forged)
    assert code_of(lambda: model_registry.activate_everywhere("toy", "2")) is ErrorCode.MODEL_REFUSED


def test_files_that_changed_on_this_machine_are_fetched_again(two, core):
    place = model_registry.open_serving(None, "toy").folder
    (place / "weights.json").write_text('{"content": "changed"}', encoding="utf-8")
    model_files.forget_opened()
    assert model_registry.open_serving(None, "toy").read_json("weights.json") == {"content": "content 1"}
    assert list(core.settings.folder("models").glob("*.old")) == []


def test_an_own_model_never_serves_another_organization(two, tenant, other, tmp_path):
    """Two organizations may even learn versions of one name."""
    model_registry.register_own(tenant.analyst, make_folder(tmp_path, version="own", content="of Acme"))
    model_registry.register_own(other.analyst, make_folder(tmp_path, version="own", content="of Globex"))
    model_registry.activate(tenant.admin, "toy", "own")
    assert (serving(tenant.id), serving(other.id), serving()) == ("own", "1", "1")
    assert model_registry.open_serving(tenant.id, "toy").read_json("weights.json") == {"content": "of Acme"}
    model_registry.activate(other.admin, "toy", "own")
    assert model_registry.open_serving(other.id, "toy").read_json("weights.json") == {"content": "of Globex"}


def test_an_own_model_is_neither_seen_nor_chosen_nor_activated_by_others(two, tenant, other, tmp_path):
    model_registry.register_own(tenant.analyst, make_folder(tmp_path, version="own", content="of Acme"))
    seen = {item.version for item in model_registry.list_models(other.admin, "toy").items}
    assert seen == {"1", "2"}
    assert code_of(lambda: model_registry.activate(other.admin, "toy", "own")) is ErrorCode.NOT_FOUND
    assert code_of(lambda: model_registry.activate_everywhere("toy", "own")) is ErrorCode.NOT_FOUND


def test_an_own_model_is_registered_once(tenant, tmp_path):
    folder = make_folder(tmp_path, version="own")
    model_registry.register_own(tenant.analyst, folder)
    model_registry.register_own(tenant.analyst, folder)
    other_files = make_folder(tmp_path, version="own", content="two")
    assert code_of(lambda: model_registry.register_own(tenant.analyst, other_files)) is ErrorCode.CONFLICT
    with reading(tenant.id) as session:
        assert session.scalar(select(func.count()).select_from(OwnModel).where(OwnModel.name == "toy")) == 1


def test_a_list_shows_cards_of_stored_and_shipped_versions(two, tenant):
    items = {(item.name, item.version): item for item in model_registry.list_models(tenant.viewer).items}
    assert items["toy", "1"].card.title == "Toy 1"
    shipped = [folder for folder in list_shipped() if folder.card is not None]
    assert [items[folder.name, folder.version].card for folder in shipped] == [folder.card for folder in shipped]


def test_a_card_that_changed_is_not_shown(two, core, tenant):
    core.storage.put("models/toy/2/card.json", b'{"name": "toy"}', "application/octet-stream")
    cards = {item.version: item.card for item in model_registry.list_models(tenant.viewer, "toy").items}
    assert cards["1"] is not None
    assert cards["2"] is None


def test_only_those_who_may_manage_models_choose(two, tenant):
    for actor in (tenant.viewer, tenant.analyst):
        assert code_of(lambda actor=actor: model_registry.activate(actor, "toy", "2")) is ErrorCode.FORBIDDEN
        assert code_of(lambda actor=actor: model_registry.roll_back(actor, "toy")) is ErrorCode.FORBIDDEN
