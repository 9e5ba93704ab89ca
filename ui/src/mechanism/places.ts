import type { Place } from "../shell/places";

export const mechanism: Place[] = [];
