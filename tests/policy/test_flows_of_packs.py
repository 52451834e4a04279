"""The flows and kinds of case of the packs that come with the program: every state with every verb and every role."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bole.apps.accounts.roles import PERMISSIONS, ROLES
from bole.kernel.flow import APPLICANT, SYSTEM, Flow, Step
from bole.kernel.messages import language, use_language
from bole.policy.case_kinds import EFFECTS, FOUND, GUARDS, CaseKind
from bole.policy.flow_words import EFFECTS_TOLD, GUARDS_TOLD, MODES_TOLD, OUTCOMES_TOLD, steps_told
from bole.policy.kind_checks import mode_findings, permission_faults
from bole.policy.kinds_page import page
from bole.policy.pack import load_packs
from tests.conftest import ROOT

PACKS = load_packs()
FLOWS = list(PACKS.flows.values())
KINDS = list(PACKS.kinds.values())
DAY = date(2026, 3, 31)

APPLICANTS = ("worker", "employer", "provider")
MAY = {
    "expert": {"case.score"},
    "clerk": {"case.accept"},
    "officer": {"case.accept", "case.review"},
    "manager": {"case.accept", "case.review", "case.decide", "case.appeal", "case.assign", "stock.manage"},
}
"""Which steps of a flow a role is for; a role that is not named here does none."""


def walked() -> Iterator[tuple[Flow, str, str, Step | None]]:
    for flow in FLOWS:
        for state in flow.states:
            for verb in flow.verbs:
                yield flow, state, verb, flow.step(state, verb)


def does(role: str, step: Step) -> bool:
    """Whether somebody of that role may do the step at all: the applicant on his own, an officer by permission."""
    if step.who == APPLICANT:
        return "case.own" in ROLES[role].permissions
    return step.who != SYSTEM and step.who in ROLES[role].permissions


def test_every_flow_of_every_pack_holds_together() -> None:
    assert len(FLOWS) > 10
    for flow in FLOWS:
        assert flow.faults(guards=GUARDS, effects=EFFECTS, whos=PERMISSIONS) == [], flow
    assert permission_faults(PACKS, PERMISSIONS) == []


@pytest.mark.parametrize("role", ROLES)
def test_every_state_with_every_verb_for_a_role(role: str) -> None:
    wanted = MAY.get(role, set()) | ({APPLICANT} if role in APPLICANTS else set())
    for flow, state, verb, step in walked():
        if step is None:
            assert verb not in {one.verb for one in flow.steps_from(state)}
            continue
        assert does(role, step) is (step.who in wanted), (flow.id, state, verb)


def test_nobody_but_the_system_does_a_step_of_the_system() -> None:
    steps = [step for _flow, _state, _verb, step in walked() if step is not None and step.who == SYSTEM]
    assert steps
    assert not [step for step in steps for role in ROLES if does(role, step)]


def test_money_is_committed_by_another_person_or_by_the_rules_alone() -> None:
    for flow, state, verb, step in walked():
        if step is None or "commit" not in step.effects:
            continue
        assert "freeze" in step.effects, (flow.id, state, verb)
        if step.who == SYSTEM:
            assert "entitled" in step.guards, (flow.id, state, verb)
        else:
            assert {"another-person", "another-decider"} & set(step.guards), (flow.id, state, verb)
            assert "not-refused" in step.guards, (flow.id, state, verb)


def test_whoever_decides_is_another_than_whoever_reviewed() -> None:
    for flow, state, verb, step in walked():
        if step is None or step.who not in ("case.decide", "case.appeal") or not step.to:
            continue
        if flow.states[step.to].outcome in ("granted", "refused") and state != "published":
            assert {"another-person", "another-decider"} & set(step.guards), (flow.id, state, verb)


def test_a_refusal_has_its_reason_and_its_appeal() -> None:
    for flow, state, verb, step in walked():
        if step is None or step.to != "refused":
            continue
        assert step.reason, (flow.id, state, verb)
        assert "notify" in step.effects, (flow.id, state, verb)
    for flow in FLOWS:
        if flow.id in ("nation.request", "nation.case-by-case"):  # no right is asked for
            continue
        appeal = flow.step("refused", "appeal")
        assert appeal is not None, flow.id
        assert (appeal.who, appeal.reason, "in-appeal-time" in appeal.guards) == (APPLICANT, True, True), flow.id
        for verb in ("uphold", "overturn"):
            answered = flow.step("appealed", verb)
            assert answered is not None, flow.id
            assert "another-decider" in answered.guards, (flow.id, verb)
        assert not flow.steps_from("upheld"), flow.id  # a refusal is appealed once


def test_whatever_is_sent_back_tells_what_is_missing_and_lapses_only_after_days() -> None:
    for flow, state, verb, step in walked():
        if step is None or step.to != "returned":
            continue
        assert (step.reason, step.effects) == (True, ("ask",)), (flow.id, state, verb)
        assert flow.states["returned"].waits, flow.id


def test_the_applicant_can_withdraw_from_wherever_he_waits_or_is_waited_for() -> None:
    for flow in FLOWS:
        for code in flow.open_states:
            steps = flow.steps_from(code)
            if code == flow.start or code == "returned":
                assert any(step.verb == "withdraw" and step.who == APPLICANT for step in steps), (flow.id, code)


def test_what_was_committed_is_freed_where_it_is_given_up() -> None:
    for flow in FLOWS:
        if not flow.pays:
            continue
        for code in ("granted", "account-wrong"):
            step = flow.step(code, "withdraw")
            assert step is not None, (flow.id, code)
            assert "uncommit" in step.effects, (flow.id, code)
        for source in ("granted", "paid"):
            bounced = flow.step(source, "bounce")
            assert bounced is not None, (flow.id, source)
            assert (bounced.who, bounced.to) == (SYSTEM, "account-wrong"), flow.id
        corrected = flow.step("account-wrong", "correct-account")
        assert corrected is not None, flow.id
        assert corrected.to == "granted", flow.id


def test_what_was_taken_from_the_stock_is_freed_wherever_it_ends_without_it() -> None:
    for flow in FLOWS:
        holding = {step.to for step in flow.steps if "take-stock" in step.effects}
        kept = [step for step in flow.steps if step.to and "free-stock" not in step.effects]
        holding |= {step.to for step in kept if set(step.sources) & holding}
        for code in holding:
            assert flow.states[code].outcome in ("", "granted"), (flow.id, code)


def test_where_a_case_begins_the_system_does_nothing_but_grant_by_the_rules() -> None:
    """What the system may do there it does at once, when the case is opened."""
    for flow in FLOWS:
        for step in flow.steps_from(flow.start):
            if step.who == SYSTEM:
                assert (step.verb, step.guards) == ("grant", ("entitled",)), flow.id


def test_what_is_done_in_bulk_needs_no_reason_of_its_own_or_is_a_refusal() -> None:
    for flow in FLOWS:
        for step in flow.steps:
            assert not (step.bulk and step.reason) or step.verb == "refuse", (flow.id, step.verb)
            assert not (step.bulk and step.who == APPLICANT), (flow.id, step.verb)


def test_received_approved_refused_and_open_are_kept_apart() -> None:
    """T6: of what was received, what is not approved is refused, withdrawn, lapsed or still open, each told apart."""
    flow = PACKS.flows["nation.letter"]
    outcomes = {code: state.outcome for code, state in flow.states.items()}
    assert {code for code, outcome in outcomes.items() if outcome == "granted"} == {"approved"}
    assert {code for code, outcome in outcomes.items() if outcome == "refused"} == {"refused", "upheld"}
    assert {outcome for outcome in outcomes.values() if outcome} == set(OUTCOMES_TOLD)
    assert len(flow.open_states) == 5


def test_every_word_of_the_tables_is_told() -> None:
    assert set(GUARDS_TOLD) == set(GUARDS)
    assert set(EFFECTS_TOLD) == set(EFFECTS)
    for flow in FLOWS:
        rows = steps_told(flow, PERMISSIONS)
        assert len(rows) == sum(len(flow.steps_from(code)) for code in flow.states)
        assert not [row for row in rows if "." in row.who], flow.id


# --- kinds of case ---


SERVICES = {
    "skill subsidy": "zhongshan.skill-upgrade-grant",
    "organiser's award": "zhongshan.organiser-award-grant",
    "apprenticeship": "guangdong.new-apprenticeship-grant",
    "loans' eligibility letter": "zibo.guaranteed-loan-firm-letter",
    "registration identity confirmation": "zhongshan.registration-letter",
    "settlement": "guangzhou.settlement-letter",
    "school place": "zhongshan.school-by-points-place",
    "flat": "zhongshan.flat",
    "rent subsidy": "zhongshan.rent-subsidy-grant",
    "housing-fund uplift": "zhongshan.fund-loan-letter",
    "medical card": "zhongshan.medical-card",
    "green card": "guangzhou.green-card",
    "green channel": "zibo.green-lane",
    "special-talent call": "zhongshan.industry-talent-call",
    "case by case": "zibo.case-by-case",
    "service officer's requests": "jiangmen.service-request",
}
"""The services that the documents name."""
UNCLAIMED = {
    "guangzhou.front-line-fund": "an obligation of firms",
    "guangzhou.pay-growth": "an obligation of firms",
    "guangzhou.school-income": "a permission of schools",
    "guangzhou.technician-college": "a standing of schools",
    "guangzhou.settlement-before": "ended; the scheme after it is claimed",
    "guangzhou.highly-skilled": "a definition",
    "jiangmen.performance-pay": "a permission of institutions",
    "zhongshan.focus-groups": "a classification",
    "zibo.flexible-pay": "a permission of institutions",
    "zibo.research-income": "a permission of institutions",
    "zibo.state-firm-pay": "a permission of firms",
    "zibo.elite-digital-share": "a check of a list of nominees",
    "zibo.voucher-use": "the voucher is shown to the provider",
}
"""Schemes that nobody applies for, and why."""


def test_every_service_that_the_documents_name_is_a_kind_of_case() -> None:
    assert set(SERVICES.values()) <= set(PACKS.kinds)


def test_every_scheme_is_claimed_by_one_kind_or_says_why_by_none() -> None:
    claimed = [kind.scheme for kind in KINDS if kind.scheme]
    assert sorted(claimed) == sorted(set(claimed))
    assert set(PACKS.schemes) - set(claimed) == set(UNCLAIMED)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_kind_of_the_packs(kind: CaseKind) -> None:
    assert kind.cites is not None
    assert kind.mode in MODES_TOLD
    assert "" not in (kind.title_en, kind.note, kind.note_en)
    assert kind.flow.pays is bool(kind.fund)
    assert not kind.verified, "nobody has compared it with a document of the office"
    if kind.scheme:
        scheme = PACKS.schemes[kind.scheme]
        assert bool(scheme.amounts) is kind.flow.pays
    if kind.mode == FOUND:
        assert kind.flow.id in ("nation.found", "nation.found-right")


def test_the_sheets_say_how_they_are_handled_as_the_computation_does() -> None:
    """But for the one that is found wherever the register has all of it."""
    differing = [finding.place.rpartition("/")[2] for finding in mode_findings(PACKS, DAY)]
    assert differing == ["skill-upgrade-grant.toml:1"]


def test_a_new_case_of_any_kind_has_a_last_day_by_the_calendar() -> None:
    days = PACKS["zhongshan"].working_days
    assert days.years >= {2023, 2024, 2025, 2026}
    assert days.after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    for kind in KINDS:
        start = kind.flow.states[kind.flow.start]
        assert start.days > 0, kind.id
        assert days.after(DAY, start.days) >= DAY + timedelta(days=start.days)


def test_the_page_of_kinds_is_the_one_the_packs_make() -> None:
    before = language()
    try:
        use_language("zh")
        made = page(PACKS)
    finally:
        use_language(before)
    written = (ROOT / "docs" / "reference" / "kinds.md").read_text(encoding="utf-8")
    assert written == made, "run `python -m bole.policy.kinds_page > docs/reference/kinds.md`"
