"""What a run of ours costs in a process of its own: start, memory, many patients, the compiler."""

import json
import resource
import sys
import time

BEGIN = time.perf_counter()


def main() -> None:
    """Run ``n`` patients of a product for two years with read-outs and print what it took."""
    product_id, n, rtol = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    from job import END, OUTPUTS  # noqa: PLC0415  (what is timed begins with the imports)

    from trephine import library  # noqa: PLC0415  (likewise)
    from trephine.core.measure import TrajectoryMeasure  # noqa: PLC0415  (likewise)
    from trephine.mechanism.enrol import enrol  # noqa: PLC0415  (likewise)
    from trephine.mechanism.solve import solve  # noqa: PLC0415  (likewise)

    model = library.model("bcma_cart")
    product = {one.id: one for one in library.products()}[product_id]
    population = {one.id: one for one in library.populations()}[product.population or "general"]
    measures = [
        TrajectoryMeasure(id=f"{kind}-{of}", kind=kind, of=of)
        for of, kind in zip(
            OUTPUTS,
            ("peak", "area", "trough", "peak", "trough", "trough", "trough", "trough"),
            strict=True,
        )
    ]

    def run(first: int, size: int) -> int:
        regimens = library.lymphodepletions()
        cohort = enrol(model, population, product, (), size, 7, regimens, first=first)
        found = solve(model, cohort.patients, cohort.doses, end=END, measures=measures, rtol=rtol)
        return sum(found.failures().values())

    run(0, 8)
    ready = time.perf_counter() - BEGIN
    begin = time.perf_counter()
    chunk, failed = 10_000, 0
    for first in range(0, n, chunk):
        failed += run(first, min(chunk, n - first))
    taken = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ready": ready, "seconds": taken, "failed": failed, "MiB": peak}))


if __name__ == "__main__":
    main()
