"""GET /models with cards, and choosing and going back by role."""

import pytest

from domain.model_registry import ModelOrigin
from services import model_files, model_registry
from tests.integration.services.model_folders import make_folder


@pytest.fixture
def two(core, tmp_path):
    model_files.forget_opened()
    model_files.remove_files("models/")
    for version in ("1", "2"):
        folder = make_folder(tmp_path, version=version, content=f"content {version}")
        model_registry.register(folder, ModelOrigin.TRAINED)
    model_registry.activate_everywhere("toy", "1")


def versions(api, actor, name="toy"):
    items = api.get("/models", actor).get_json()["items"]
    return {item["version"]: item for item in items if item["name"] == name}


def test_models_are_listed_with_cards_for_everyone_in_the_organization(api, two, tenant):
    found = versions(api, tenant.viewer)
    assert {version: item["is_active"] for version, item in found.items()} == {"1": True, "2": False}
    assert found["1"]["card"]["title"] == "Toy 1"
    (shipped,) = versions(api, tenant.viewer, "relevance").values()
    assert shipped["card"]["figures"][0]["value"] > 0.9
    assert shipped["card"]["limits"]


def test_activating_and_going_back_serve_the_organization_alone(api, two, tenant, other):
    answer = api.post("/models/toy/activate", tenant.admin, json={"version": "2"})
    assert (answer.status_code, answer.get_json()["version"]) == (200, "2")
    assert versions(api, tenant.viewer)["2"]["is_active"] is True
    assert versions(api, other.viewer)["2"]["is_active"] is False
    assert api.post("/models/toy/roll-back", tenant.admin).get_json()["version"] == "1"
    assert versions(api, tenant.viewer)["1"]["is_active"] is True


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_activating_is_for_those_who_manage_models(api, two, tenant, role):
    actor = getattr(tenant, role)
    assert api.post("/models/toy/activate", actor, json={"version": "2"}).status_code == 403
    assert api.post("/models/toy/roll-back", actor).status_code == 403
    assert versions(api, tenant.viewer)["1"]["is_active"] is True


def test_unknown_models_and_another_organizations_are_not_found(api, two, tenant, other, tmp_path):
    model_registry.register_own(other.analyst, make_folder(tmp_path, version="own", content="of Globex"))
    bodies = []
    for name, version in (("toy", "own"), ("toy", "9"), ("nothing", "1")):
        answer = api.post(f"/models/{name}/activate", tenant.admin, json={"version": version})
        assert answer.status_code == 404
        bodies.append((answer.get_json()["error_code"], answer.get_json()["message"]))
    assert len(set(bodies)) == 1
    assert "own" not in versions(api, tenant.viewer)


def test_going_back_where_nothing_served_before_is_a_conflict(api, two, tenant):
    assert api.post("/models/toy/roll-back", tenant.admin).status_code == 409


def test_a_damaged_version_is_refused(api, two, core, tenant):
    core.storage.put("models/toy/2/weights.json", b"{}", "application/octet-stream")
    model_files.forget_opened()
    place = core.settings.folder("models")
    for folder in place.iterdir():
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    answer = api.post("/models/toy/activate", tenant.admin, json={"version": "2"})
    assert (answer.status_code, answer.get_json()["error_code"]) == (503, 9001)
    assert versions(api, tenant.viewer)["1"]["is_active"] is True
