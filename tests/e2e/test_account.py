"""Accounts: nothing shows before signing in, what one came for afterwards, and the way out."""

import pytest

from tests.e2e.conftest import PASSWORD

pytestmark = pytest.mark.browser


def sign_in(page, name: str, password: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_leads_to_what_one_came_for(page, guarded) -> None:
    page.goto(f"{guarded}/evidence/papers?lang=en")
    page.get_by_role("heading", name="Sign in").wait_for()
    assert "Overall response rate" not in page.inner_text("body")
    sign_in(page, "boss", "wrong wrong wrong")
    page.get_by_text("The name or the password is wrong").first.wait_for()
    sign_in(page, "boss", PASSWORD)
    page.get_by_role("link", name="Overall response rate").first.wait_for()
    assert page.url == f"{guarded}/evidence/papers"
    assert page.locator("aside.banner").count() == 0, "no demonstration: real people work here"


def test_an_account_is_added_and_its_first_password_changed(page, guarded) -> None:
    page.goto(f"{guarded}/accounts?lang=en")
    sign_in(page, "boss", PASSWORD)
    page.get_by_role("heading", name="Add an account").wait_for()
    page.get_by_label("Name").fill("nora")
    page.get_by_label("First password").fill("first password 42")
    page.get_by_role("button", name="Add an account").click()
    page.get_by_role("row", name="nora").wait_for()
    page.get_by_role("button", name="Account: boss").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    sign_in(page, "nora", "first password 42")
    page.get_by_text("First sign-in: change the password to go on.").wait_for()
    page.get_by_label("Present password").fill("first password 42")
    page.get_by_label("New password", exact=True).fill("second password 43")
    page.get_by_label("New password once more").fill("second password 44")
    page.get_by_text("The two new passwords differ").wait_for()
    page.get_by_label("New password once more").fill("second password 43")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_text("Your role may not do this").wait_for()


def test_a_session_that_ended_asks_to_sign_in_again(page, guarded) -> None:
    page.goto(f"{guarded}/evidence?lang=en")
    sign_in(page, "boss", PASSWORD)
    page.get_by_role("heading", name="Evidence", level=1).wait_for()
    page.context.clear_cookies()
    page.get_by_role("link", name="Synthesis").first.click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_a_session_that_ended_leaves_what_was_typed(page, guarded) -> None:
    page.goto(f"{guarded}/accounts?lang=en")
    sign_in(page, "boss", PASSWORD)
    page.get_by_role("heading", name="Add an account").wait_for()
    page.get_by_label("Name").fill("olga")
    page.get_by_label("First password").fill("first password 42")
    page.context.clear_cookies()
    page.get_by_role("button", name="Add an account").click()
    again = page.get_by_role("dialog", name="Sign in")
    sign_in(again, "boss", PASSWORD)
    again.wait_for(state="hidden")
    assert page.get_by_label("Name").input_value() == "olga"
    page.get_by_role("button", name="Add an account").click()
    page.get_by_role("row", name="olga").wait_for()
