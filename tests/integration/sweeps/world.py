"""Two organizations of the same shape, each with its canary in every text, JSON value, file name and file."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import update

from data.models import Base, Comment, ModelChoice
from domain.accounts import ApiKeyInput
from domain.actors import API_KEY_SCOPES, Actor
from domain.analyses import SubjectKind
from domain.analytics import AnnotationInput, SavedViewInput
from domain.brand_profiles import BrandProduct
from domain.campaigns import CampaignInput, CampaignPatch, CampaignStatus
from domain.creatives import CreativeInput, UploadRequest
from domain.files import upload_key
from domain.generation import GenerationInput, Persona
from domain.imports import ImportOptions
from domain.permissions import Role
from domain.platforms import Platform
from domain.studio import StudioInput
from services import (
    annotations,
    api_keys,
    campaigns,
    comment_imports,
    comment_readings,
    comments,
    creative_uploads,
    creatives,
    draft_pictures,
    imports,
    model_registry,
    saved_views,
    studio,
    uploads,
)
from services.container import container
from services.units import writing
from tests.factories import (
    PASSWORD,
    Tenant,
    api_key,
    campaign,
    fill_every_table,
    job,
    login_session,
    make_tenant,
    save,
    user,
)
from tests.factories.accounts import invitation

DAYS = tuple(date(2026, 9, day) for day in range(1, 11))


@dataclass
class Side:
    """One organization: its people, its ids by kind (some are each role's own), its bytes."""

    tenant: Tenant
    canary: str
    shared: dict[str, str] = field(default_factory=dict)
    own: dict[Role, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, Base] = field(default_factory=dict)

    def ids(self, role: Role) -> dict[str, str]:
        return {**self.shared, **self.own[role]}

    def all_ids(self) -> set[str]:
        """Everything by which the other one could name something of this one."""
        filled = {str(row.id) for row in self.rows.values() if isinstance(getattr(row, "id", None), UUID)}
        mine = {key for found in (self.shared, *self.own.values()) for kind, key in found.items() if kind != "password"}
        return filled | mine | {str(self.tenant.id)} - {""}


def make_side(name: str, canary: str) -> Side:
    """Make an organization as people do, then fill what is left."""
    tenant = make_tenant(f"{name} {canary}")
    side = Side(tenant, canary)
    actor = tenant.admin
    side.rows = fill_every_table(actor, canary)
    _campaigns(side)
    _files(side)
    for role in Role:
        side.own[role] = _of_one(side, tenant.actor(role))
    side.shared["annotations"] = str(
        annotations.create_annotation(actor, AnnotationInput(date=DAYS[3], text=f"Sale {canary}")).id
    )
    side.shared["users"] = str(
        save(actor, user(full_name=f"Someone {canary}", email=f"someone@{name}.{canary}.com")).id
    )
    side.shared["invitations"] = str(save(actor, invitation(tenant.admin.user_id, email=f"guest@{canary}.com")).id)
    side.shared["api_keys"] = str(save(actor, api_key(tenant.admin.user_id, name=f"Key {canary}")).id)
    side.shared["generated_variants"] = str(side.rows["generated_variants"].id)
    model_registry.register_shipped()
    model_registry.activate(actor, "quality", "1.0.0")
    # As if the same version had been left and chosen again, so that there is a way back.
    with writing(actor) as session:
        session.execute(update(ModelChoice).where(ModelChoice.name == "quality").values(previous="1.0.0"))
    side.shared["password"] = PASSWORD
    side.shared["organizations"] = str(tenant.id)
    return side


def _campaigns(side: Side) -> None:
    actor, canary = side.tenant.admin, side.canary
    made = campaigns.create_campaign(
        actor,
        CampaignInput(
            name=f"Campaign {canary}", platform=Platform.META, country="DE", product_category=f"Shoes {canary}"[:120],
            objective=canary, status=CampaignStatus.ACTIVE, start_date=DAYS[0],
        ),
    )  # fmt: skip
    campaigns.update_campaign(actor, made.id, CampaignPatch(objective=f"More {canary}"))
    save(actor, campaign(name=f"Example {canary}", is_example=True))
    annotations.create_annotation(actor, AnnotationInput(date=DAYS[4], text=f"Here {canary}", campaign_id=made.id))
    side.shared["campaigns"] = str(made.id)
    upload = uploads.receive(actor, io.BytesIO(table(side.canary)), f"september {canary}.csv")
    options = ImportOptions(platform=Platform.META, currency="USD")
    done = imports.import_upload(actor, upload.id, options)
    assert done.rows_rejected, "the rejects file needs a row"
    side.shared["import_batches"] = str(done.import_id)


def _files(side: Side) -> None:
    actor, canary = side.tenant.admin, side.canary
    details = CreativeInput(
        name=f"Banner {canary}", ad_text=f"Buy {canary}", tags=(f"autumn {canary}"[:60], "autumn"),
        campaign_id=UUID(side.shared["campaigns"]),
    )  # fmt: skip
    made = creatives.upload_creative(actor, picture(canary), f"banner {canary}.png", details, ad_ref=canary)
    side.shared["creatives"] = str(made.id)
    side.shared["file_links"] = creatives.get_download_link(actor, made.id).partition("/files/")[2]
    ticket = creative_uploads.request_upload(actor, UploadRequest(file_name="x.png", content_type="image/png", size=9))
    container().storage.put(ticket.key, picture(canary), "image/png")
    side.shared["upload_keys"] = ticket.key
    sent = uploads.receive(actor, io.BytesIO(remarks(canary)), f"comments {canary}.csv")
    found = comment_imports.import_comments(actor, sent.id)
    side.shared["comment_rejects"] = str(comment_imports.keep_rejects(actor, found.errors))
    with writing(actor) as session:
        # As if the models that serve had read it: none is installed here.
        session.execute(
            update(Comment).where(Comment.id.is_not(None)).values(model_version=comment_readings.find_version(actor))
        )
    side.shared["comments"] = str(comments.list_comments(actor, SubjectKind.CREATIVE, made.id).items[0].id)
    draft = draft_pictures.keep_picture(actor, picture(canary))
    side.shared["drafts"] = str(draft.id)


def _of_one(side: Side, actor: Actor) -> dict[str, str]:
    canary, owner = side.canary, actor.user_id
    # A viewer has no files of their own; someone else's serve as well to be refused.
    sender = side.tenant.analyst if actor.role is Role.VIEWER else actor
    waiting = uploads.receive(sender, io.BytesIO(table(canary)), f"waiting {canary}.csv")
    held = uploads.receive(sender, io.BytesIO(table(canary)), f"held {canary}.csv")
    payload = {"upload_id": str(held.id), "options": {"platform": "meta", "currency": "USD"}}
    named = {"created_by_id": owner, "created_by_name": canary, "role": actor.role.value, "message": canary}
    running = save(actor, job("imports.run", payload=payload, **named))
    plain = save(actor, job("test", payload={"note": canary}, **named))
    views = [
        saved_views.save_view(actor, SavedViewInput(page=page, name=f"View {canary}", query=f"?q={canary}"))
        for page in ("overview", "campaign", "campaigns")
    ]
    ad = StudioInput(picture_id=UUID(side.shared["drafts"]), ad_text=f"Buy {canary}", context=f"Shoes {canary}")
    scoring = studio.start_scoring(sender, ad)
    product = BrandProduct(name=f"Shoe {canary}"[:120])
    brief = GenerationInput(persona=Persona(audience=f"Runners {canary}"), product=product)
    written = studio.start_writing(sender, brief)
    # These rang before anyone asked.
    container().ring.rung.clear()  # type: ignore[attr-defined]
    return {
        "studio_runs": str(scoring.run_id),
        "studio_writings": str(written.run_id),
        "uploads": str(waiting.id),
        "import_jobs": str(running.id),
        "jobs": str(plain.id),
        "saved_views": str(views[0].id),
        "sessions": str(save(actor, login_session(owner, user_agent=f"Firefox {canary}")).id),
    }


def missing_like(kind: str) -> str:
    """What nobody has, in the shape of what somebody has."""
    if kind == "upload_keys":
        return upload_key(uuid4(), uuid4())
    if kind == "file_links":
        return f"org/{uuid4()}/creatives/{uuid4()}/{'0' * 64}.png"
    return str(uuid4())


def link_between(own: str, other: str) -> str:
    """The other's file under the signature of the own one's link."""
    return f"{other.partition('?')[0]}?{own.partition('?')[2]}"


def table(canary: str) -> bytes:
    """A file to import, with one row that is rejected."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Date", "Campaign name", "Ad name", "Country", "Impressions", "Clicks", "Spend", "Conversions"])
    for day in DAYS:
        writer.writerow([day.isoformat(), f"Import {canary}", f"Ad {canary}", "DE", 1000, 20, "12.50", 3])
    writer.writerow(["31.02.2026 " + canary, f"Import {canary}", "Ad", "DE", 1, 1, "1", 0])
    return text.getvalue().encode()


def remarks(canary: str, word: str = "Nice") -> bytes:
    """Comments under the creative called by the canary, with one row that is rejected."""
    return f"ad ref,comment,date\n{canary},{word} {canary},2026-09-01\n{canary},Odd,soon {canary}\n".encode()


def picture(canary: str) -> bytes:
    """A picture whose file holds the canary."""
    note, target = PngInfo(), io.BytesIO()
    note.add_text("Comment", canary)
    Image.new("RGB", (40, 30), "teal").save(target, "PNG", pnginfo=note)
    return target.getvalue()


def make_key(side: Side) -> str:
    """A key of the admin's with every scope."""
    data = ApiKeyInput(name=f"All {side.canary}", scopes=API_KEY_SCOPES)
    return api_keys.create_api_key(side.tenant.admin, data).key or ""
