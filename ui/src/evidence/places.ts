import type { Place } from "../shell/places";

export const evidence: Place[] = [
  {
    path: "/evidence",
    title: "evidence:home.title",
    crumb: "shell:room.evidence",
    room: "evidence",
    listed: true,
    json: null,
    load: () => import("./EvidenceHome"),
  },
  {
    path: "/evidence/papers",
    title: "evidence:papers.title",
    room: "evidence",
    listed: true,
    words: "evidence:papers.words",
    load: () => import("./Papers"),
  },
  {
    path: "/evidence/papers/:paper/studies",
    title: "evidence:studies.title",
    room: "evidence",
    load: () => import("./Studies"),
  },
  {
    path: "/evidence/papers/:paper/:analysis",
    title: "evidence:synthesis.title",
    room: "evidence",
    load: () => import("./Synthesis"),
  },
  {
    path: "/evidence/audits",
    title: "evidence:audit.title",
    room: "evidence",
    listed: true,
    words: "evidence:audit.words",
    load: () => import("./Audit"),
  },
  {
    path: "/evidence/audits/own",
    title: "conduct:own.title",
    room: "evidence",
    listed: false,
    json: null,
    load: () => import("./OwnAudit"),
  },
  {
    path: "/evidence/audits/:paper",
    title: "evidence:audit.title",
    room: "evidence",
    load: () => import("./Audit"),
  },
];
