"""state_groups: the states of a model under the names that its diagram and pages show them by."""

from dataclasses import dataclass

from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StateGroup:
    """States that belong together; it orders them for a reader and changes no equation."""

    id: str
    label: Text
    states: tuple[str, ...]


def state_groups() -> tuple[StateGroup, ...]:
    """Return the groups of the library's model; every state stands in one."""
    return _GROUPS


_GROUPS = (
    StateGroup(
        id="cells",
        label=Text(zh="CAR-T 细胞", en="CAR-T cells"),
        states=("R1", "M1", "E1", "X1", "Y1", "R2", "M2", "E2", "X2", "Y2", "AC"),
    ),
    StateGroup(
        id="tumour",
        label=Text(zh="骨髓瘤细胞", en="Myeloma cells"),
        states=("THp", "THn", "TLp", "TLn", "TNp", "TNn", "TXa", "TXn", "LY"),
    ),
    StateGroup(
        id="antigen",
        label=Text(zh="抗原与微环境", en="Antigen and niche"),
        states=("S", "A", "AH", "DV", "Q"),
    ),
    StateGroup(
        id="inflammation",
        label=Text(zh="炎症与神经毒性", en="Inflammation"),
        states=("F", "I6", "FER", "CRP", "V", "N", "ND"),
    ),
    StateGroup(
        id="blood",
        label=Text(zh="造血", en="Blood"),
        states=("HS", "PR", "T1", "T2", "ANC", "MK", "PLT", "HB"),
    ),
    StateGroup(
        id="host",
        label=Text(zh="宿主免疫", en="Host immunity"),
        states=("L", "B", "P", "ZA", "ZC"),
    ),
    StateGroup(
        id="proteins",
        label=Text(zh="血清蛋白", en="Serum proteins"),
        states=("G", "GA", "GM", "MP", "FL"),
    ),
    StateGroup(
        id="drugs",
        label=Text(zh="药物", en="Drugs"),
        states=("DL", "DT", "DS", "DP", "DG", "DD", "GC", "TP", "DI"),
    ),
)
