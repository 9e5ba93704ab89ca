import { account } from "../account/places";
import { care } from "../care/places";
import { evidence } from "../evidence/places";
import { mechanism } from "../mechanism/places";
import { review } from "../review/places";
import { rules } from "../rules/places";
import type { Place } from "./places";

const home: Place[] = [
  {
    path: "/",
    title: "shell:room.home",
    room: "home",
    load: () => import("../landing/Landing"),
  },
];

/** Every page of the workspace. A new page is one line in its room's `places.ts`. */
export const PLACES: readonly Place[] = [...home, ...evidence, ...review, ...care, ...mechanism, ...rules, ...account];

function parts(path: string): string[] {
  return path.split("/").filter(Boolean);
}

function fits(pattern: string, path: string): boolean {
  const [wanted, found] = [parts(pattern), parts(path)];
  return wanted.length === found.length && wanted.every((w, i) => w.startsWith(":") || w === found[i]);
}

/** The page at a path; a pattern without parameters goes before one with. */
export function placeAt(path: string, places: readonly Place[] = PLACES): Place | undefined {
  const found = places.filter((place) => fits(place.path, path));
  return found.find((place) => !place.path.includes(":")) ?? found[0];
}

/** The pages above a path that exist, the nearest last, each with its own path. */
export function above(
  path: string,
  places: readonly Place[] = PLACES,
): { path: string; place: Place }[] {
  const under = placeAt(path, places)?.under;
  const over = under ? placeAt(under, places) : undefined;
  if (under && over) return [...above(under, places), { path: under, place: over }];
  const own = parts(path);
  const found: { path: string; place: Place }[] = [];
  for (let length = 1; length < own.length; length += 1) {
    const upper = `/${own.slice(0, length).join("/")}`;
    const place = placeAt(upper, places);
    if (place) found.push({ path: upper, place });
  }
  return found;
}
