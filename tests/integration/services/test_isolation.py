"""A1 as a state machine: two organizations act in any order, and neither ever shows in what the other is given."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule, run_state_machine_as_test
from sqlalchemy.exc import MultipleResultsFound

from domain.accounts import ApiKeyInput, InviteInput
from domain.analytics import AnnotationInput
from domain.campaigns import CampaignQuery
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import (
    annotations,
    api_keys,
    audit,
    campaigns,
    invitations,
    job_runner,
    jobs,
    members,
    organizations,
    sessions,
)
from tests.factories import campaign, creative, make_tenant, platform_campaign, save

SIDES = st.sampled_from([0, 1])
CANARIES = ("CANARY_ACME", "CANARY_GLOBEX")


class TwoOrganizations(RuleBasedStateMachine):
    """What each has made is kept in a model beside the database; both are compared in between and at the end."""

    made_campaigns = Bundle("campaigns")
    made_jobs = Bundle("jobs")
    made_keys = Bundle("keys")
    made_notes = Bundle("notes")

    def __init__(self):
        super().__init__()
        self.tenants = [make_tenant(canary) for canary in CANARIES]
        self.campaigns = [set(), set()]
        self.jobs = [set(), set()]
        self.keys = [set(), set()]
        self.notes = [set(), set()]
        self.guests = [0, 0]

    def text(self, side):
        return f"{CANARIES[side]} {uuid4().hex[:6]}"

    @rule(target=made_campaigns, side=SIDES)
    def make_campaign(self, side):
        row = save(self.tenants[side].id, campaign(name=self.text(side), objective=CANARIES[side]))
        save(self.tenants[side].id, platform_campaign(row.id, account=CANARIES[side]), creative(name=CANARIES[side]))
        self.campaigns[side].add(row.id)
        return side, row.id

    @rule(found=made_campaigns, asker=SIDES)
    def read_campaign(self, found, asker):
        owner, campaign_id = found
        exists = campaign_id in self.campaigns[owner]
        self.expect(asker == owner and exists, asker, lambda actor: campaigns.get_campaign(actor, campaign_id))

    @rule(found=consumes(made_campaigns), asker=SIDES)
    def delete_campaign(self, found, asker):
        owner, campaign_id = found
        self.expect(asker == owner, asker, lambda actor: campaigns.delete_campaigns(actor, [campaign_id]))
        if asker == owner:
            self.campaigns[owner].discard(campaign_id)

    @rule(target=made_jobs, side=SIDES)
    def start_job(self, side):
        job_id = jobs.submit(self.tenants[side].analyst, "test", {"text": CANARIES[side]})
        self.jobs[side].add(job_id)
        return side, job_id

    @rule(found=made_jobs, runner=SIDES)
    def run_job(self, found, runner):
        owner, job_id = found

        def handler(context):
            assert context.actor.organization_id == self.tenants[owner].id
            listed = campaigns.list_campaigns(context.actor, CampaignQuery())
            assert CANARIES[1 - owner] not in listed.model_dump_json()
            return {"text": CANARIES[owner]}

        ended = job_runner.run_job(self.tenants[runner].id, job_id, {"test": handler})
        assert runner == owner or ended is None

    @rule(found=made_jobs, asker=SIDES)
    def cancel_job(self, found, asker):
        owner, job_id = found
        self.expect(asker == owner, asker, lambda actor: jobs.cancel_job(actor, job_id))

    @rule(target=made_keys, side=SIDES)
    def make_key(self, side):
        made = api_keys.create_api_key(self.tenants[side].admin, ApiKeyInput(name=self.text(side)))
        self.keys[side].add(made.id)
        return side, made.id, made.key

    @rule(found=made_keys)
    def use_key(self, found):
        side, _, key = found
        try:
            actor = api_keys.resolve_api_key(key)
        except AppError:
            return
        assert actor.organization_id == self.tenants[side].id
        assert CANARIES[1 - side] not in campaigns.list_campaigns(actor, CampaignQuery()).model_dump_json()

    @rule(found=made_keys, asker=SIDES)
    def revoke_key(self, found, asker):
        owner, key_id, _ = found
        self.expect(asker == owner, asker, lambda actor: api_keys.revoke_api_key(actor, key_id))

    @rule(target=made_notes, side=SIDES)
    def write_note(self, side):
        data = AnnotationInput(date=date(2026, 9, 1), text=self.text(side))
        made = annotations.create_annotation(self.tenants[side].analyst, data)
        self.notes[side].add(made.id)
        return side, made.id

    @rule(found=consumes(made_notes), asker=SIDES)
    def delete_note(self, found, asker):
        owner, note_id = found
        self.expect(asker == owner, asker, lambda actor: annotations.delete_annotation(actor, note_id))
        if asker == owner:
            self.notes[owner].discard(note_id)

    @rule(side=SIDES)
    def invite_guest(self, side):
        address = f"{CANARIES[side]}.{uuid4().hex[:8]}@example.com"
        invitations.invite(self.tenants[side].admin, InviteInput(email=address, role=Role.VIEWER))
        self.guests[side] += 1

    @rule(side=SIDES, role=st.sampled_from(Role), of=SIDES)
    def change_role(self, side, role, of):
        target = self.tenants[of].viewer.user_id
        self.expect(side == of, side, lambda actor: members.change_role(actor, target, role))

    @rule(side=SIDES)
    def start_session(self, side):
        actor = sessions.resolve_session(sessions.start_session(sessions.get_account(self.tenants[side].analyst)))
        assert actor.organization_id == self.tenants[side].id

    def expect(self, works, asker, work):
        """A foreign id and a missing one give the one answer that says nothing."""
        if works:
            work(self.tenants[asker].admin)
            return
        with pytest.raises(AppError) as raised:
            work(self.tenants[asker].admin)
        assert raised.value.code is ErrorCode.NOT_FOUND

    @rule(side=SIDES)
    def look_at_everything(self, side):
        self.each_sees_its_own_and_nothing_else(side)

    def teardown(self):
        for side in (0, 1):
            self.each_sees_its_own_and_nothing_else(side)

    def each_sees_its_own_and_nothing_else(self, side):
        tenant, stranger = self.tenants[side], self.tenants[1 - side]
        actor = tenant.admin
        listed = campaigns.list_campaigns(actor, CampaignQuery(page_size=200))
        shown = [
            listed.model_dump_json(),
            jobs.list_jobs(actor, page_size=500).model_dump_json(),
            audit.list_audit(actor, page_size=500).model_dump_json(),
            organizations.get_organization(actor).model_dump_json(),
            *(item.model_dump_json() for item in api_keys.list_api_keys(actor)),
            *(item.model_dump_json() for item in annotations.list_annotations(actor)),
            *(item.model_dump_json() for item in members.list_members(actor)),
            *(item.model_dump_json() for item in invitations.list_invitations(actor)),
            *(item.model_dump_json() for item in sessions.list_sessions(tenant.analyst)),
        ]
        told = "".join(shown)
        assert CANARIES[1 - side] not in told
        assert str(stranger.id) not in told
        assert listed.total == len(self.campaigns[side])
        assert {item.id for item in annotations.list_annotations(actor)} == self.notes[side]
        assert jobs.list_jobs(actor).total == len(self.jobs[side])
        assert {item.id for item in api_keys.list_api_keys(actor)} == self.keys[side]
        assert len(members.list_members(actor)) == 3
        assert len(invitations.list_invitations(actor)) == self.guests[side]


def run(examples, steps):
    run_state_machine_as_test(
        TwoOrganizations,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_A1_two_organizations_in_any_order_never_see_each_other(core, database_kind):
    """A hundred runs on SQLite; the same property on PostgreSQL, whose own policies have tests of their own."""
    run(100 if database_kind == "sqlite" else 25, 12)


@pytest.mark.long
def test_A1_two_organizations_never_see_each_other_over_many_steps(core):
    run(200, 50)


def test_A1_the_machine_sees_a_leak(core, databases):
    """With both nets off that SQLite has, or all that PostgreSQL has, the machine must fall."""
    from tests.integration.data.nets import without

    machine = TwoOrganizations()
    for side in (0, 1):
        machine.make_campaign(side=side)
    machine.each_sees_its_own_and_nothing_else(0)
    with without(core, databases, "filter", "guard", "policies"), pytest.raises((AssertionError, MultipleResultsFound)):
        machine.each_sees_its_own_and_nothing_else(0)
