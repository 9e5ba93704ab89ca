import type { Place } from "../shell/places";

export const care: Place[] = [
  {
    path: "/care",
    title: "shell:room.care",
    room: "care",
    json: null,
    load: () => import("./CareHome"),
  },
];
