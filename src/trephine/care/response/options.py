"""standard_options: how what the criteria leave open is settled, one named option each."""

from dataclasses import dataclass, fields

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.response import ResponseCriteria
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseOptions:
    """The conventions of one assessment; choices, defaults and reasons stand in the criteria.

    ``bm_window_days`` and ``imaging_window_days`` are days. Change one with
    ``dataclasses.replace(standard_options(criteria), nadir="...")``.
    """

    nadir: str
    urine_if_unmeasurable_at_baseline: str
    confirmation: str
    bm_window_days: int
    imaging_window_days: int
    missing_measurable_marker: str
    serum_high_nadir_rule: str
    vgpr_spd: str
    vgpr_dflc: str
    pd_confirmation_after_new_therapy: str
    visits_after_new_therapy: str
    same_day_conflict: str
    no_measurable_disease: str
    baseline_imaging_carry_forward: str
    light_chain_escape: str
    serum_m_by_immunoglobulin: str
    antibody_interference: str
    plasmacytoma_unknown_at_baseline: str
    flc_unknown_at_baseline: str
    spd_lesion_count_unknown: str
    progression_without_repeat: str


def standard_options(criteria: ResponseCriteria) -> ResponseOptions:
    """Return every option at the default that the criteria's conventions state."""
    chosen = {}
    for field in fields(ResponseOptions):
        convention = criteria.convention(field.name)
        chosen[field.name] = convention.default if convention.days is None else convention.days
    return ResponseOptions(**chosen)  # type: ignore[arg-type]  # names and kinds: tests hold both


def check_options(options: ResponseOptions, criteria: ResponseCriteria) -> None:
    """Refuse an option that is none of its convention's choices. Raises InputError."""
    for field in fields(ResponseOptions):
        found = getattr(options, field.name)
        convention = criteria.convention(field.name)
        if convention.days is None:
            one_of(field.name, found, [choice.id for choice in convention.choices])
        elif isinstance(found, bool) or not isinstance(found, int) or found < 0:
            raise InputError(
                what=Text(
                    zh=f"{convention.label.zh}须为非负整数",
                    en=f"{convention.label.en}: a whole number, not negative",
                ),
                where=field.name,
                found=repr(found),
                do=Text(zh=f"例如 {convention.days}", en=f"for example {convention.days}"),
            )
