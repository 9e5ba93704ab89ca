import type { Place } from "../shell/places";

export const rules: Place[] = [];
