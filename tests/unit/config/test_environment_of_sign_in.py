"""The variables of a sign-in provider."""

from __future__ import annotations

import pytest

from civichub.accounts.openid import SecondFactor, says_second_factor
from civichub.config.environment import SECOND_FACTOR_RULES, BadEnvironment, read_environment

WHOLE = {
    "CIVICHUB_DEMO": "1",
    "CIVICHUB_OIDC_STAFF_NAME": "Work account",
    "CIVICHUB_OIDC_STAFF_SERVER_URL": "https://sign-in.example",
    "CIVICHUB_OIDC_STAFF_CLIENT_ID": "hub",
    "CIVICHUB_OIDC_STAFF_CLIENT_SECRET": "s3cret",
}


def test_a_second_factor_is_asked_for_unless_the_provider_said_that_it_did() -> None:
    assert read_environment(WHOLE).oidc_staff["second_factor"] == "unless-said"
    assert (
        read_environment(WHOLE | {"CIVICHUB_OIDC_STAFF_SECOND_FACTOR": "never"}).oidc_staff["second_factor"] == "never"
    )


def test_a_misspelt_rule_is_named() -> None:
    with pytest.raises(BadEnvironment, match="CIVICHUB_OIDC_STAFF_SECOND_FACTOR"):
        read_environment(WHOLE | {"CIVICHUB_OIDC_STAFF_SECOND_FACTOR": "sometimes"})


def test_half_a_provider_is_named() -> None:
    with pytest.raises(BadEnvironment, match="CIVICHUB_OIDC_STAFF_CLIENT_SECRET"):
        read_environment({name: value for name, value in WHOLE.items() if not name.endswith("SECRET")})


def test_the_environment_knows_the_rules_that_the_sign_in_knows() -> None:
    assert list(SECOND_FACTOR_RULES) == [rule.value for rule in SecondFactor]


@pytest.mark.parametrize(
    "token", [{}, {"amr": []}, {"amr": "mfa"}, {"amr": ["pwd", "otp"]}, {"acr": "mfa"}, {"acr": 1}]
)
def test_only_the_words_of_the_standards_say_that_there_was_one(token: dict) -> None:
    assert not says_second_factor(token)
