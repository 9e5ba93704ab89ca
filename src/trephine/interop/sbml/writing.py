"""Writing: an SBML document being built from a model."""

import math
import re
from collections.abc import Mapping
from typing import Any

from trephine.core.error import InputError
from trephine.core.model import Assignment, Model, ModelParameter, ModelState
from trephine.core.text import Text
from trephine.interop.formula.text_of import number_text
from trephine.interop.sbml.free_id import free_id
from trephine.interop.sbml.own_marks import Own, annotation, notes
from trephine.interop.sbml.unit_parts import unit_parts

_FORMULA = Text(zh="公式不能写成 SBML", en="a formula cannot be written as SBML")
_MEND = Text(zh="请按 SBML Level 3 的写法改写", en="write it as SBML Level 3 does")
_TIME = Text(zh="模型自己的时间", en="the model's own time")


class Writing:
    """One document: units first, then parameters, states, assignments, events and doses."""

    def __init__(self, model: Model, values: Mapping[str, float], start: float, name: str) -> None:
        """Begin an empty document for a model whose own time is ``start`` when it begins."""
        import libsbml  # noqa: PLC0415  (a second to load: only when SBML is written)

        self.model = model
        self.values = values
        self.start = start
        self.library = libsbml
        self.document = libsbml.SBMLDocument(3, 2)
        self.made = self.document.createModel()
        self.made.setId(model.id)
        self.made.setName(name or model.label.en)
        self.units: dict[str, str] = {}
        quantities: tuple[ModelState | ModelParameter | Assignment, ...] = (
            *model.states,
            *model.parameters,
            *model.assignments,
        )
        self.taken = {entry.id: True for entry in quantities}
        self.known = {entry.id for entry in quantities if unit_parts(entry.unit) is not None}
        self.clock = free_id("model_time", self.taken) if start else "time"
        self.reading = libsbml.L3ParserSettings()
        self.reading.setModel(self.made)
        self.reading.setComparisonCaseSensitivity(libsbml.L3P_COMPARE_BUILTINS_CASE_SENSITIVE)

    def text(self, doses: Mapping[float, Mapping[str, float]]) -> str:
        """Return the document with everything in it."""
        time_unit = self.unit(self.model.time_unit)
        if time_unit:
            self.made.setTimeUnits(time_unit)
        own = Own(label=self.model.label, role="model", unit=self.model.time_unit)
        self.made.setAnnotation(annotation(own))
        set_by_event = {name for event in self.model.events for name, _ in event.changes}
        for parameter in self.model.parameters:
            self.parameter(parameter, constant=parameter.id not in set_by_event)
        for state in self.model.states:
            self.state(state)
        if self.start:
            self.model_time()
        for rule in self.model.assignments:
            self.assignment(rule)
        # Formulas last: every id is known to the parser of formulas by then.
        self.formulas()
        self.events()
        for n, (time, given) in enumerate(doses.items(), 1):
            self.dose(f"dose_{n}", time, given)
        return str(self.library.writeSBMLToString(self.document))

    def unit(self, text: str) -> str:
        """Return the id of the definition of a unit, made when first asked for; "" if unknown."""
        if text in self.units:
            return self.units[text]
        parts = unit_parts(text)
        if parts is None:
            return ""
        word = text.replace("/", "_per_").replace("%", "percent").replace("*", "_")
        word = re.sub(r"\W+", "_", word, flags=re.ASCII).strip("_")
        found = free_id(f"unit_{word}", dict.fromkeys(self.units.values()))
        self.units[text] = found
        made = self.made.createUnitDefinition()
        made.setId(found)
        made.setName(text)
        for kind, exponent, size in parts:
            one = made.createUnit()
            one.setKind(self.library.UnitKind_forName(kind))
            one.setExponent(exponent)
            one.setScale(0)
            one.setMultiplier(size)
        return found

    def quantity(self, entry: ModelState | ModelParameter | Assignment, own: Own) -> Any:
        """Return a new SBML parameter with id, name, unit and annotation."""
        made = self.made.createParameter()
        made.setId(entry.id)
        if entry.label.en != entry.id:
            made.setName(entry.label.en)
        unit = self.unit(entry.unit)
        if unit:
            made.setUnits(unit)
        made.setAnnotation(annotation(own))
        shown = notes(own, entry.label.en)
        if shown:
            made.setNotes(shown)
        return made

    def parameter(self, entry: ModelParameter, *, constant: bool) -> None:
        """Add a parameter with the value it has in this run."""
        own = Own(
            label=entry.label,
            note=entry.note,
            mark=entry.mark,
            spread=entry.spread,
            group=entry.group,
            low=entry.low,
            high=entry.high,
            unit=entry.unit,
        )
        made = self.quantity(entry, own)
        made.setConstant(constant)
        value = self.values.get(entry.id, entry.value)
        if not math.isnan(value) and (entry.id in self.values or not entry.formula):
            made.setValue(value)

    def state(self, entry: ModelState) -> None:
        """Add a state; its formulas come later."""
        made = self.quantity(entry, Own(label=entry.label, floor=entry.floor, unit=entry.unit))
        made.setConstant(False)
        number = _number(entry.initial)
        if number is not None:  # as a value it has the state's unit
            made.setValue(number)

    def assignment(self, entry: Assignment) -> None:
        """Add an assignment; its formula comes later."""
        made = self.quantity(entry, Own(label=entry.label, unit=entry.unit))
        made.setConstant(False)

    def model_time(self) -> None:
        """Add the quantity that is the model's own time."""
        entry = Assignment(id=self.clock, label=_TIME, unit=self.model.time_unit, formula="")
        made = self.quantity(entry, Own(label=_TIME, role="time"))
        made.setConstant(False)

    def formulas(self) -> None:
        """Add first values, rates and assignments."""
        for parameter in self.model.parameters:
            if parameter.formula and parameter.id not in self.values:
                self.first(parameter.id, parameter.formula)
        for state in self.model.states:
            if _number(state.initial) is None:
                self.first(state.id, state.initial)
            rule = self.made.createRateRule()
            rule.setVariable(state.id)
            rule.setMath(self.math(state.rate, state.id))
        if self.start:
            rule = self.made.createAssignmentRule()
            rule.setVariable(self.clock)
            unit = self.unit(self.model.time_unit)
            rule.setMath(self.plain(f"time + {number_text(self.start)} {unit}", self.clock))
        for entry in self.model.assignments:
            rule = self.made.createAssignmentRule()
            rule.setVariable(entry.id)
            rule.setMath(self.math(entry.formula, entry.id))

    def first(self, of: str, formula: str) -> None:
        """Add a first value."""
        made = self.made.createInitialAssignment()
        made.setSymbol(of)
        made.setMath(self.math(formula, of))

    def events(self) -> None:
        """Add the model's own events."""
        for entry in self.model.events:
            made = self.event(entry.id, at_start=entry.at_start)
            made.getTrigger().setMath(self.math(entry.trigger, entry.id))
            for name, formula in entry.changes:
                change = made.createEventAssignment()
                change.setVariable(name)
                change.setMath(self.math(formula, entry.id))

    def event(self, name: str, *, at_start: bool) -> Any:
        """Return a new event without delay or priority."""
        made = self.made.createEvent()
        made.setId(free_id(name, self.taken))
        self.taken[made.getId()] = True
        made.setUseValuesFromTriggerTime(True)
        trigger = made.createTrigger()
        trigger.setInitialValue(not at_start)
        trigger.setPersistent(True)
        return made

    def dose(self, name: str, time: float, given: Mapping[str, float]) -> None:
        """Add the doses of one moment as an event; one at the start acts at once."""
        made = self.event(name, at_start=True)
        units = {entry.id: self.unit(entry.unit) for entry in self.model.states}
        moment = f"{number_text(time - self.start)} {self.unit(self.model.time_unit)}"
        made.getTrigger().setMath(self.plain(f"time >= {moment}", name))
        for state, amount in given.items():
            change = made.createEventAssignment()
            change.setVariable(state)
            plus = f"{state} + {number_text(amount)} {units[state]}"
            change.setMath(self.plain(plus, name))

    def math(self, formula: str, of: str) -> Any:
        """Return a formula of the model as MathML, its time put on the model's own clock."""
        found = self.plain(formula, of)
        self.settle(found, units=self.names(found) <= self.known)
        return found

    def names(self, node: Any) -> set[str]:
        """Return the ids in a piece of MathML, our clock's left out."""
        found = {node.getName()} if node.getType() == self.library.AST_NAME else set()
        for at in range(node.getNumChildren()):
            found |= self.names(node.getChild(at))
        return found

    def plain(self, formula: str, of: str) -> Any:
        """Return a formula as MathML. Raises InputError."""
        found = self.library.parseL3FormulaWithSettings(formula, self.reading)
        if found is None:
            message = " ".join(self.library.getLastParseL3Error().split())
            raise InputError(what=_FORMULA, where=f"{self.model.id}: {of}", found=message, do=_MEND)
        return found

    def settle(self, node: Any, *, units: bool) -> None:
        """Give numbers their unit, 1, and the model's own clock the place of SBML's time.

        Where the unit of something in the formula is not known, numbers have none either.
        """
        if units and node.isNumber() and not node.isSetUnits():
            node.setUnits("dimensionless")
        if self.start and node.getType() == self.library.AST_NAME_TIME:
            node.setType(self.library.AST_NAME)
            node.setName(self.clock)
        for at in range(node.getNumChildren()):
            self.settle(node.getChild(at), units=units)


def _number(formula: str) -> float | None:
    """Return the number that a formula is, None where it is more."""
    try:
        return float(formula)
    except ValueError:
        return None
