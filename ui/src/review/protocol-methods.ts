import type { Api } from "../api/types";

export type Methods = Api["MethodsAsked"];

export const MEASURES: readonly NonNullable<Methods["measure"]>[] = ["", "PLO", "PR", "PLN", "PAS", "PFT"];
export const MODELS: readonly NonNullable<Methods["model"]>[] = ["", "common", "random", "by-rule"];
export const ESTIMATORS: readonly NonNullable<Methods["estimator"]>[] = [
  "", "REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS",
];
export const INTERVALS: readonly NonNullable<Methods["interval"]>[] = ["", "normal", "hartung-knapp"];

function among<Name extends string>(value: string | undefined, names: readonly Name[]): Name | undefined {
  return names.find((one) => one === value);
}

/** Methods as they are asked for, from those of the protocol before; a name unknown here is left out. */
export function asked(before: Api["MethodsShown"] | undefined): Methods {
  return {
    measure: among(before?.measure, MEASURES) ?? "",
    model: before?.model ?? "",
    estimator: among(before?.estimator, ESTIMATORS) ?? "",
    interval: before?.interval ?? "",
    level: before?.level ?? 95,
    rule: before?.rule ?? null,
    subgroups: before?.subgroups ?? [],
    sensitivity: before?.sensitivity ?? [],
    bias_tests: before?.bias_tests ?? [],
    software: before?.software ?? "",
    thresholds: before?.thresholds ?? [],
  };
}

/** The names of a list that somebody types, separated by semicolons of either language. */
export function listed(text: string): string[] {
  return text
    .split(/[;；]/)
    .map((one) => one.trim())
    .filter(Boolean);
}
