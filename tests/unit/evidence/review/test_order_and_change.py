"""The order by relevance, what is exploratory, and what a later version changes."""

from dataclasses import replace

from tests.unit.evidence.review.conftest import PROTOCOL, Made, record, vote
from trephine.core import review_event as ev
from trephine.core.review_protocol import PrespecifiedMethods
from trephine.evidence.review.blinded import blinded
from trephine.evidence.review.changes import changes
from trephine.evidence.review.departures import departures
from trephine.evidence.review.ordering import ordering
from trephine.evidence.review.queue import queue


def library(made: Made) -> Made:
    """Forty records: of every four one is of made cells, the others of something else."""
    made.say(
        "lead",
        ev.ReferencesImported(
            batch="many",
            references=tuple(
                record(
                    f"m{at:02}",
                    title=f"Made cells number{at} 示例细胞治疗"
                    if at % 4 == 0
                    else f"Soil chemistry {at}",
                    abstract="made patients response" if at % 4 == 0 else "fields and rivers 河流",
                )
                for at in range(40)
            ),
        ),
    )
    return made


def test_the_order_leaves_nothing_out_and_learns_from_votes(made: Made) -> None:
    library(made)
    first = ordering(made.review)
    assert first.basis == "protocol"
    assert set(first.reports) == set(made.review.reports)
    for who in ("ann", "bo"):
        made.say(who, vote("m00", "include"), vote("m04", "include"))
        made.say(who, vote("m01", "exclude", "1"), vote("m02", "exclude", "1"))
    found = ordering(made.review)
    assert (found.basis, found.learned_from) == ("votes", (2, 2))
    assert len(found.ranked) == 40
    assert set(found.reports) == set(queue(made.review, "ann", "title"))
    assert all(int(one[1:]) % 4 == 0 for one in found.reports[:8])
    assert {"cells", "made", "细胞"} & {word for word, _ in found.ranked[0].because}
    assert [one.score for one in found.ranked] == sorted(
        (one.score for one in found.ranked), reverse=True
    )
    assert ordering(made.review) == found
    assert queue(made.review, "ann", "title", order=found.reports) == found.reports


def test_the_order_of_a_blinded_review_knows_no_hidden_vote(made: Made) -> None:
    library(made)
    before = ordering(blinded(made.review, "bo"))
    made.say("ann", vote("m00", "include"), vote("m01", "exclude", "1"))
    assert ordering(blinded(made.review, "bo")) == before


def test_the_order_of_nothing(made: Made) -> None:
    del made.events[5:]
    assert ordering(made.review).ranked == ()


def test_what_the_protocol_did_not_announce_is_exploratory() -> None:
    planned = replace(
        PROTOCOL,
        methods=PrespecifiedMethods(measure="PLO", model="random", subgroups=("product",)),
    )
    assert departures(planned, {"measure": "PLO", "model": "random", "subgroup": "product"}) == ()
    found = departures(planned, {"measure": "PFT", "subgroup": "age", "estimator": "REML"})
    assert [one.en for one in found] == [
        "effect measure: PFT, protocol PLO",
        "subgroup: age, protocol product",
        "estimator of tau2: REML, protocol silent",
    ]
    by_rule = replace(PROTOCOL, methods=PrespecifiedMethods(model="by-rule"))
    assert departures(by_rule, {"model": "common"}) == ()
    assert len(departures(None, {"model": "common"})) == 1


def test_a_later_version_says_what_changed(made: Made) -> None:
    for who in ("ann", "bo"):
        for stage in ("title", "full-text"):
            made.say(who, vote("r1", "include", stage=stage))
        value = ev.ExtractedValue(state="reported", events=3, n=9, printed="3/9")
        made.say(who, ev.ValueExtracted(study="r1", item="responders", value=value))
    before = made.review
    made.say(
        "lead",
        ev.UpdateStarted(label="2026-02"),
        ev.ReferencesImported(batch="new", references=(record("n1"),)),
    )
    for who in ("ann", "bo"):
        for stage in ("title", "full-text"):
            made.say(who, vote("n1", "include", stage=stage))
        value = ev.ExtractedValue(state="reported", events=4, n=9, place="p. 2")
        made.say(who, ev.ValueExtracted(study="r1", item="responders", value=value))
    after = made.review
    found = changes(before, after)
    assert (found.reports, found.studies_in, found.studies_out) == (("n1",), ("n1",), ())
    (value,) = found.values
    assert (value.before.events, value.after.events) == (3, 4)
    assert not found.protocol_changed
    assert after.reports["n1"].update == 1
    assert changes(after, after) == replace(
        found, before=after.version, reports=(), studies_in=(), values=()
    )
