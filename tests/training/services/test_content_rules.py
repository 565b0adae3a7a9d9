"""Load the shipped requirement rules and types of certificates."""

import pytest

from portal.models import Organisation
from portal.services.sample import load_sample
from training.models import CertificateKind, TrainingRule
from training.services import content_rules, sample

pytestmark = pytest.mark.django_db


def test_every_rule_of_law_names_its_article(catalogue):
    assert content_rules.load_rules() == 9
    rules = TrainingRule.objects.all()
    assert not rules.filter(basis_status="law", article__isnull=True).exists()
    assert not rules.exclude(basis_status="law").filter(basis="").exists()


def test_no_hours_are_called_law(rules):
    assert not TrainingRule.objects.filter(minutes__gt=0, organisation__isnull=True).exists()
    assert not TrainingRule.objects.filter(minutes__gt=0, minutes_status="law").exists()


def test_a_second_load_adds_nothing_and_keeps_what_was_changed(rules):
    TrainingRule.objects.filter(code="yearly").update(title="我们改过的")
    assert content_rules.load_rules() == 0
    assert TrainingRule.objects.get(code="yearly").title == "我们改过的"


def test_the_sample_companys_hours_are_its_own_and_go_with_it(catalogue, today):
    load_sample(today=today)
    assert sample.load_sample_training(today=today) == 4
    rules = TrainingRule.objects.filter(is_sample=True)
    assert {rule.organisation.kind for rule in rules} == {Organisation.Kind.CLIENT}
    assert {rule.get_basis_status_display() for rule in rules} == {"本单位规定"}
    sample.remove_sample()
    assert not TrainingRule.objects.filter(is_sample=True).exists()


def test_without_the_sample_company_its_rules_stay_out(catalogue, today):
    assert sample.load_sample_training(today=today) == 0


def test_terms_of_authorities_are_unverified_until_somebody_has_looked(db):
    assert content_rules.load_certificate_kinds() == 13
    assert content_rules.load_certificate_kinds() == 0
    assert not CertificateKind.objects.filter(ours=False, verified=True).exists()
    assert CertificateKind.objects.filter(special_operation=True).count() == 9
