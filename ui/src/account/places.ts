import type { Place } from "../shell/places";

export const account: Place[] = [
  {
    path: "/account",
    title: "account:own.title",
    room: "none",
    json: null,
    load: () => import("./OwnAccount"),
  },
  {
    path: "/accounts",
    title: "account:all.title",
    room: "none",
    load: () => import("./Accounts"),
  },
];
