"""What the errata of the clinical rules of consensus2022 say, where it is arithmetic."""

import itertools

from trephine import library

ERRATA = {entry.id: entry for entry in library.errata(topic="care")}
UMOL_PER_MG_DL = 1e4 / 584.66  # bilirubin: 584.66 g/mol, 1 mg/dL = 10 mg/L


def says(erratum: str, *parts: str) -> None:
    entry = ERRATA[erratum]
    for language in ("zh", "en"):
        text = " ".join(part[language] for part in (entry.printed, entry.used, entry.reason))
        assert all(part in text for part in parts), (erratum, language, parts)


def test_bilirubin_is_tenfold():
    printed, used = (100 * grams * UMOL_PER_MG_DL for grams in (0.2, 0.02))
    assert (round(printed), round(used, 1)) == (342, 34.2)
    assert (round(printed / 21), round(printed / 17.1)) == (16, 20)
    says("consensus-bilirubin", "20 mg/dL = 342", "2 mg/dL", "34.2", "16", "20")


def test_rest_days_and_elapsed_days_of_table_2():
    last = [max(day for drug in row.drugs for day in drug.days) for row in library.regimens()]
    elapsed = [-day for day in last]
    assert sorted(elapsed) == [2] + [3] * 8
    assert all(1 <= days - 1 <= 2 for days in elapsed)
    says("consensus-rest-days", "8")


def test_four_starts_of_tocilizumab_do_not_fit_into_a_day():
    starts = [start for start in itertools.accumulate([0, 8, 8, 8]) if start < 24]
    assert len(starts) == 3
    says("consensus-tocilizumab-24h", "8", "24", "3")


def test_days_that_neither_window_covers():
    assert [day for day in range(1, 60) if not day <= 21 and not day > 28] == list(range(22, 29))
    says("consensus-crs-window", "22", "28")


def test_every_entry_is_in_the_text_of_the_rules():
    for entry in ERRATA.values():
        assert entry.at.place.startswith(("§", "table", "introduction"))
        assert entry.printed.zh != entry.used.zh
