/** A slider's places, 0 to 200, over a range that may be logarithmic. */
export const STEPS = 200;

interface Range {
  low: number;
  high: number;
  logarithmic: boolean;
}

/** The value at a place, with three digits that count. */
export function valueAt(place: number, { low, high, logarithmic }: Range): number {
  const share = place / STEPS;
  const value = logarithmic ? low * (high / low) ** share : low + (high - low) * share;
  const rounded = Number(value.toPrecision(3));
  return Math.min(high, Math.max(low, rounded));
}

/** The place of a value; beyond the range it is the nearer end. */
export function placeOf(value: number, { low, high, logarithmic }: Range): number {
  const share = logarithmic
    ? Math.log(value / low) / Math.log(high / low)
    : (value - low) / (high - low);
  if (!Number.isFinite(share)) return 0;
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS);
}

/** The powers of ten around what a logarithmic axis has to show. */
export function decades(values: readonly number[]): { min: number; max: number } {
  const shown = values.filter((one) => one > 0);
  if (shown.length === 0) return { min: 0.1, max: 1 };
  const min = 10 ** Math.floor(Math.log10(Math.min(...shown)));
  const max = 10 ** Math.ceil(Math.log10(Math.max(...shown)));
  return { min, max: max > min ? max : min * 10 };
}
