import type { components } from "@schema";

/** The API's types by their own names. */
export type Api = components["schemas"];
