import type { Place } from "../shell/places";

export const mechanism: Place[] = [
  {
    path: "/mechanism",
    title: "mechanism:home.title",
    crumb: "shell:room.mechanism",
    room: "mechanism",
    listed: true,
    json: null,
    load: () => import("./MechanismHome"),
  },
  {
    path: "/mechanism/patient",
    title: "mechanism:patient.title",
    room: "mechanism",
    listed: true,
    words: "mechanism:patient.words",
    load: () => import("./Patient"),
  },
  {
    path: "/mechanism/parameters",
    title: "mechanism:parameters.title",
    room: "mechanism",
    listed: true,
    words: "mechanism:parameters.words",
    load: () => import("./Parameters"),
  },
  {
    path: "/mechanism/equations",
    title: "mechanism:equations.title",
    room: "mechanism",
    listed: true,
    words: "mechanism:equations.words",
    load: () => import("./Equations"),
  },
];
