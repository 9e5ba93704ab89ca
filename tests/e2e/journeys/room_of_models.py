"""What the journeys of the mechanism room share: waiting for a run that was started by a form."""

import re

RUN = 240_000  # a small run, on a machine that others use, with kernels to load
RUN_PAGE = re.compile(r"/mechanism/(runs|populations|comparisons)/[0-9a-f]{32}")


def started(page, button: str) -> str:
    """Press the button that starts a run, and wait for its page; gives the run's address."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(RUN_PAGE)
    return page.url


def finished(page) -> None:
    """Wait until the run's answer is shown; its note says that it is simulated."""
    page.locator("main p.caution").first.wait_for(timeout=RUN)
    page.wait_for_load_state("networkidle")
