import type { Place } from "../shell/places";

export const mechanism: Place[] = [
  {
    path: "/mechanism",
    title: "shell:room.mechanism",
    room: "mechanism",
    json: null,
    load: () => import("./MechanismHome"),
  },
];
