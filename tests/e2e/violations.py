"""violations: what the checker of accessibility finds on a page."""

# A colour on its way from one to another is neither, and may be too pale.
AT_REST = "() => !document.getAnimations().some((one) => one instanceof CSSTransition)"


def violations(page, axe: str) -> list[str]:
    """Return each rule that is broken, with the first places, and what stood there at the time."""
    page.wait_for_function(AT_REST)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {[(node['html'], node['failureSummary']) for node in one['nodes']][:3]}"
        for one in found
    ]
