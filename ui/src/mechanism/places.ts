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
    path: "/mechanism/trials",
    title: "trials:list.title",
    room: "mechanism",
    listed: true,
    words: "trials:list.words",
    load: () => import("./trials/Trials"),
  },
  {
    path: "/mechanism/trials/own",
    title: "trials:own.title",
    room: "mechanism",
    words: "trials:own.words",
    load: () => import("./trials/OwnTrial"),
  },
  { path: "/mechanism/trials/:trial", title: "trials:one.title", room: "mechanism", load: () => import("./trials/Trial") },
  { path: "/mechanism/runs/:run", title: "trials:run.title", room: "mechanism", load: () => import("./trials/Run") },
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
