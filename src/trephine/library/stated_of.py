"""stated_of: what a record says of the product, in the words of the observables."""

from trephine.core.product import Product
from trephine.core.record import ReadingValue
from trephine.library.observable_table import observables

_BOTH = "both"
_OTHER = "other"


def stated_of(product: Product) -> dict[str, ReadingValue]:
    """Return product, origin of its binder, costimulation and cells as a record states them.

    A product that the observables do not list is ``other``; the vector is left open.
    """
    domains = [one.lower().replace("-", "_") for one in product.costimulation]
    told = {
        "product": product.id.replace("-", "_"),
        "product_origin": product.binder,
        "costimulatory_domain": domains[0] if len(domains) == 1 else _BOTH,
        "collected_from": "donor" if product.source_of_cells == "allogeneic" else "patient",
    }
    known = observables()
    found: dict[str, ReadingValue] = {}
    for name, code in told.items():
        written = known[name].choice(code) or known[name].choice(_OTHER)
        if written is not None:
            found[name] = written
    return found
