interface Bounds {
  low: number | null;
  high: number | null;
}

/** A grade as it is written: one figure, an interval, or that there is none. */
export function gradeText({ low, high }: Bounds): string {
  if (low === null || high === null) return "—";
  return low === high ? String(low) : `${low}–${high}`;
}

/** How pressing a grade looks; an interval looks as unsettled, whatever it holds. */
export function gradeClass({ low, high }: Bounds): string {
  if (low === null || high === null || low !== high) return "grade open";
  return low >= 3 ? "grade grave" : low >= 1 ? "grade some" : "grade none";
}
