"""encode: how a value of an observable stands in an array over patients."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from trephine.core.error import MethodError
from trephine.core.observable import Observable
from trephine.core.record import ReadingValue
from trephine.core.text import Text

# No moment: a date of birth lies some 10**8 minutes back, this 10**18.
NO_MOMENT = -(2**62)
# A dose: that it was stated never to have been given, and one whose amount nobody wrote down.
NEVER_GIVEN = -1.0
GIVEN = float("inf")
# A double tells 2**53 apart, so that a set of that many codes stands in one exactly.
_MOST_CODES = 52
NUMBER, TRUTH, EVENT, DOSE, CODED, SET, MOMENT = range(7)
_KINDS = {
    "quantity": NUMBER,
    "yesno": TRUTH,
    "event": EVENT,
    "dose": DOSE,
    "choice": CODED,
    "choices": SET,
    "moment": MOMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One observable's encoding: its kind, and its resolution as ``top`` over ``bottom``.

    Values from ``least`` on are values; what lies below, or is not a number, is none.
    """

    observable: Observable
    kind: int
    top: float
    bottom: float
    least: float

    def decoded(self, value: float, origin: datetime) -> ReadingValue:
        """Return an encoded value as a Reading holds it."""
        one = self.observable
        if self.kind in {TRUTH, EVENT}:
            return value != 0
        if self.kind == DOSE and value in {NEVER_GIVEN, GIVEN}:
            return value == GIVEN
        if self.kind == CODED:
            return one.choices[int(value)].code
        if self.kind == SET:
            codes = (c.code for i, c in enumerate(one.choices) if int(value) >> i & 1)
            return tuple(sorted(codes))
        if self.kind == MOMENT:
            return origin + timedelta(minutes=int(value))
        return self.decimal(value)

    def decimal(self, value: float) -> Decimal:
        """Return a number as the multiple of the resolution that it stands for."""
        step = self.observable.resolution or Decimal(1)
        return step * Decimal(round(value * self.bottom / self.top))


def coding(one: Observable) -> Coding:
    """Return how values of ``one`` are encoded. Raises MethodError for more codes than bits."""
    if len(one.choices) > _MOST_CODES:
        raise MethodError(
            what=Text(
                zh="编码过多，不能放进一个数", en="more codes than one number can hold as bits"
            ),
            where=one.id,
            found=str(len(one.choices)),
            do=Text(zh="把此项拆开", en="split the observable"),
        )
    kind = _KINDS[one.kind]
    step = Fraction(one.resolution or 1)
    least = {NUMBER: -float("inf"), DOSE: NEVER_GIVEN, MOMENT: float(NO_MOMENT // 2)}
    return Coding(
        observable=one,
        kind=kind,
        top=float(step.numerator),
        bottom=float(step.denominator),
        least=least.get(kind, 0.0),
    )
