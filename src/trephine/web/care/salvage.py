"""salvage_panel: the decision board after a relapse, with what is entered; nothing is kept."""

from collections.abc import Sequence
from datetime import datetime

from trephine import library
from trephine.care.assess import assess
from trephine.care.board import BoardOption, board
from trephine.care.resolve import Known
from trephine.care.words import REASONS
from trephine.core.decision import Missing
from trephine.core.rule import DecisionTable
from trephine.core.text import Text
from trephine.web.care.eligibility_form import form_group, values_read
from trephine.web.care.records import Records
from trephine.web.care.salvage_shape import BoardPart, BoardReason, SalvageAsked, SalvagePanel
from trephine.web.care.shape import InputMissing
from trephine.web.care.shown import conflicts_shown, outpaced_shown, rule_held, words

# What the five considerations hang on, in the order of the source.
_GROUPS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    (
        "antigen",
        Text(zh="复发时的抗原", en="Antigen at relapse"),
        (
            "relapse",
            "bcma_at_relapse",
            "bcma_assays_comparable",
            "gprc5d_at_relapse",
            "cs1_at_relapse",
            "cd19_at_relapse",
            "gamma_secretase_inhibitor_available",
        ),
    ),
    (
        "first",
        Text(zh="首次产品与其经过", en="The first product and its course"),
        (
            "product_origin",
            "costimulatory_domain",
            "car_t_persistence_short",
            "car_t_expansion_poor",
            "t_cell_function_assessed",
            "t_cell_inhibiting_factor",
        ),
    ),
    (
        "left",
        Text(zh="还有什么可用", en="What is left"),
        (
            "second_car_t_considered",
            "trial_available",
            "sensitive_drug_left",
            "unused_drug_left",
        ),
    ),
)


def salvage_panel(records: Records, name: str, asked: SalvageAsked, at: datetime) -> SalvagePanel:
    """Return the board as the record stands, with what was entered."""
    folded = records.record(name)
    handbook = library.handbook()
    readings, said = values_read(asked.values, at, records.clock_of(folded))
    record = folded.record.appended(*readings)
    known = Known(record, at, handbook.observables)
    found = assess(record, at, handbook)
    options = board(found)
    tables = list(dict.fromkeys(one.table.id for one in options))
    return SalvagePanel(
        id=name,
        version=folded.version,
        patient=folded.record.patient,
        demo=folded.opened.demo,
        at=at,
        relapsed=bool(known.happened("relapse")),
        form=tuple(
            form_group(group, title, names, known, "course") for group, title, names in _GROUPS
        ),
        read=said,
        parts=tuple(_part([one for one in options if one.table.id == table]) for table in tables),
        asked=_asked(options),
        conflicts=conflicts_shown(found),
        outpaced=outpaced_shown(found),
    )


def _part(options: Sequence[BoardOption]) -> BoardPart:
    table = options[0].table
    return BoardPart(
        table=table.id,
        title=table.title,
        text=table.text,
        reasons=tuple(
            BoardReason(
                rule=rule_held(one.rule, one.state),
                side=one.side,
                missing=tuple(_missing(m, table) for m in one.missing),
                partly=one.rule.partly,
            )
            for one in options
        ),
    )


def _asked(options: Sequence[BoardOption]) -> tuple[InputMissing, ...]:
    found = {m.name: _missing(m, one.table) for one in options for m in one.missing}
    return tuple(found.values())


def _missing(one: Missing, table: DecisionTable) -> InputMissing:
    return InputMissing(
        name=one.name, label=words().of(table).label(one.name), reason=REASONS[one.reason]
    )
