import type { Text } from "../shell/language";

/** Why the server did not do what was asked: the four parts of every error of Trephine. */
export interface Refusal {
  what: Text;
  where: string;
  found: string;
  do: Text;
}

function isText(value: unknown): value is Text {
  return typeof value === "object" && value !== null && "zh" in value && "en" in value;
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "what" in value && isText(value.what);
}

/** The server answered with a refusal, or with something that is none (`refusal` is null). */
export class Refused extends Error {
  readonly status: number;
  readonly refusal: Refusal | null;

  constructor(status: number, body: unknown) {
    super(isRefusal(body) ? body.what.en : `HTTP ${status}`);
    this.name = "Refused";
    this.status = status;
    this.refusal = isRefusal(body) ? body : null;
  }
}

/** The server could not be reached. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer");
    this.name = "Unreachable";
  }
}
