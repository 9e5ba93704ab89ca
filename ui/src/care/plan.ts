import type { Api } from "../api/types";

type Asked = Api["ConditioningAsked"];
export type Plan = Partial<Pick<Asked, "regimen" | "infusion" | "formula" | "rounding" | "direction">>;
export const FORMULAS = ["mosteller", "dubois", "stevenson"] as const;
export const WAYS = ["nearest", "down", "up"] as const;
const PARTS = ["regimen", "infusion", "formula", "rounding", "direction"] as const;

/** The plan that an address asks for; what it does not say is left out. */
export function planOf(query: URLSearchParams): Plan {
  const formula = FORMULAS.find((one) => one === query.get("formula"));
  const direction = WAYS.find((one) => one === query.get("direction"));
  const [regimen, infusion, rounding] = [query.get("regimen"), query.get("infusion"), query.get("rounding")];
  return {
    ...(regimen && { regimen }),
    ...(infusion && { infusion }),
    ...(formula && { formula }),
    ...(rounding && { rounding }),
    ...(direction && { direction }),
  };
}

/** The address with the choices that are named, or without those that are named and empty. */
export function withPlan(query: URLSearchParams, part: Plan): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of PARTS) {
    if (!(name in part)) continue;
    const said = part[name];
    if (said) next.set(name, said);
    else next.delete(name);
  }
  return next;
}

/** The address with this plan and no other; what it says besides stays. */
export function withWholePlan(query: URLSearchParams, plan: Plan): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of PARTS) next.delete(name);
  return withPlan(next, plan);
}

/** The tail of the sheet's address: the plan as it is shown, with what the product or the record chose. */
export function planTail(shown: { chosen: string | null; infusion: string | null }, plan: Plan): string {
  const query = withPlan(new URLSearchParams(), { ...plan, regimen: shown.chosen, infusion: shown.infusion });
  return query.size > 0 ? `?${query}` : "";
}
