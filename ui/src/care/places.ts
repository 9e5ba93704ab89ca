import type { Place } from "../shell/places";

export const care: Place[] = [];
