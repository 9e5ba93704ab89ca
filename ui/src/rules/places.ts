import type { Place } from "../shell/places";

export const rules: Place[] = [
  {
    path: "/rules",
    title: "rules:home.title",
    crumb: "shell:room.rules",
    room: "rules",
    listed: true,
    json: null,
    load: () => import("./RulesHome"),
  },
  {
    path: "/rules/guidelines/:guideline",
    title: "rules:guideline.title",
    room: "rules",
    load: () => import("./Guideline"),
  },
  {
    path: "/rules/tables/:table",
    title: "rules:table.title",
    room: "rules",
    load: () => import("./Table"),
  },
  {
    path: "/rules/rules/:rule",
    title: "rules:table.rule",
    room: "rules",
    load: () => import("./RulePlace"),
  },
  {
    path: "/rules/errata",
    title: "rules:errata.title",
    room: "rules",
    listed: true,
    words: "rules:errata.words",
    load: () => import("./Errata"),
  },
  {
    path: "/rules/sources",
    title: "rules:sources.title",
    room: "rules",
    listed: true,
    words: "rules:sources.words",
    load: () => import("./Sources"),
  },
  {
    path: "/rules/sources/:source",
    title: "rules:sources.one",
    room: "rules",
    load: () => import("./SourcePage"),
  },
];
