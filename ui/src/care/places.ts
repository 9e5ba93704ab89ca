import type { Place } from "../shell/places";

export const care: Place[] = [
  {
    path: "/care",
    title: "care:ward.title",
    crumb: "shell:room.care",
    room: "care",
    listed: true,
    words: "care:ward.words",
    load: () => import("./Ward"),
  },
  {
    path: "/care/new",
    title: "care:new.title",
    room: "care",
    listed: true,
    json: null,
    load: () => import("./NewPatient"),
  },
  {
    path: "/care/patients/:patient",
    title: "care:patient.title",
    room: "care",
    load: () => import("./Patient"),
  },
  {
    path: "/care/patients/:patient/grade",
    title: "care:grade.title",
    room: "care",
    load: () => import("./Bedside"),
  },
  {
    path: "/care/patients/:patient/eligibility",
    title: "care:eligibility.title",
    room: "care",
    load: () => import("./Eligibility"),
  },
  {
    path: "/care/patients/:patient/conditioning",
    title: "care:conditioning.title",
    room: "care",
    load: () => import("./Conditioning"),
  },
  {
    path: "/care/patients/:patient/conditioning/sheet",
    title: "course:plan.title",
    room: "care",
    load: () => import("./ConditioningSheet"),
  },
  {
    path: "/care/patients/:patient/salvage",
    title: "care:salvage.title",
    room: "care",
    load: () => import("./Salvage"),
  },
  {
    path: "/care/unit",
    title: "care:unit.title",
    room: "care",
    listed: true,
    words: "care:unit.words",
    load: () => import("./Unit"),
  },
  {
    path: "/care/patients/:patient/orders",
    title: "course:orders.title",
    room: "care",
    load: () => import("./OrderSheet"),
  },
  {
    path: "/care/patients/:patient/entries",
    title: "course:entries.title",
    room: "care",
    load: () => import("./Entries"),
  },
  {
    path: "/care/patients/:patient/table",
    title: "course:sheet.page",
    room: "care",
    json: null,
    load: () => import("./EnterTable"),
  },
];
