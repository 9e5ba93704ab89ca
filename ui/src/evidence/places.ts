import type { Place } from "../shell/places";

export const evidence: Place[] = [];
