import type { Place } from "../shell/places";

const BASE = "/evidence/reviews";

export const review: Place[] = [
  {
    path: BASE,
    title: "review:list.title",
    room: "evidence",
    listed: true,
    words: "review:list.words",
    load: () => import("./Reviews"),
  },
  { path: `${BASE}/:review`, title: "review:one.title", room: "evidence", load: () => import("./Review") },
  { path: `${BASE}/:review/protocol`, title: "review:protocol.title", room: "evidence", load: () => import("./Protocol") },
  { path: `${BASE}/:review/people`, title: "review:one.people", room: "evidence", load: () => import("./People") },
  { path: `${BASE}/:review/search`, title: "conduct:search.title", room: "evidence", load: () => import("./Search") },
  { path: `${BASE}/:review/import`, title: "review:import.title", room: "evidence", load: () => import("./Import") },
  {
    path: `${BASE}/:review/duplicates`,
    title: "review:duplicates.title",
    room: "evidence",
    load: () => import("./Duplicates"),
  },
  {
    path: `${BASE}/:review/screening`,
    title: "review:screening.title",
    room: "evidence",
    load: () => import("./Screening"),
  },
  {
    path: `${BASE}/:review/conflicts`,
    title: "review:conflicts.title",
    room: "evidence",
    load: () => import("./Conflicts"),
  },
  {
    path: `${BASE}/:review/fulltext`,
    title: "appraisal:fulltext.title",
    room: "evidence",
    load: () => import("./FullText"),
  },
  {
    path: `${BASE}/:review/extraction`,
    title: "appraisal:extraction.title",
    room: "evidence",
    load: () => import("./Extraction"),
  },
  {
    path: `${BASE}/:review/adjudication`,
    title: "appraisal:adjudication.title",
    room: "evidence",
    load: () => import("./Adjudication"),
  },
  { path: `${BASE}/:review/minors`, title: "appraisal:minors.title", room: "evidence", load: () => import("./Minors") },
  { path: `${BASE}/:review/overlap`, title: "appraisal:overlap.title", room: "evidence", load: () => import("./Overlap") },
  {
    path: `${BASE}/:review/synthesis`,
    title: "appraisal:synthesis.title",
    room: "evidence",
    load: () => import("./ReviewSynthesis"),
  },
  {
    path: `${BASE}/:review/synthesis/:outcome`,
    title: "appraisal:synthesis.title",
    room: "evidence",
    load: () => import("./ReviewSynthesis"),
  },
  { path: `${BASE}/:review/flow`, title: "review:flow.title", room: "evidence", load: () => import("./Flow") },
  { path: `${BASE}/:review/update`, title: "conduct:update.title", room: "evidence", load: () => import("./Update") },
];
