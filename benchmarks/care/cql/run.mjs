// Grades patients with cql-execution: `node run.mjs PATIENTS.jsonl [--elm ELM] [--repeat N]`.
// PATIENTS has one JSON object a line, a sign that is absent or null being unknown. Prints one
// line of JSON: [lowest, highest] for every patient in order and, for each of N runs after a
// warm-up, the seconds of execution alone (no start of Node, no reading of files).

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import cql from "cql-execution";

// As lean as a source can be, so that what is timed is the engine: no copies, no conversion.
class Patient {
  constructor(id, signs) {
    this.id = id;
    this.signs = signs;
  }
  getId() {
    return this.id;
  }
  get(name) {
    return this.signs[name] ?? null;
  }
  findRecords() {
    return [this];
  }
  _is(type) {
    return type.name.endsWith("}Patient") || type.name.endsWith("}Any");
  }
  _typeHierarchy() {
    return [{ name: "{urn:trephine:signs}Patient", type: "NamedTypeSpecifier" }];
  }
}

class Source {
  constructor(patients) {
    this.patients = patients;
    this.at = 0;
  }
  currentPatient() {
    return this.patients[this.at];
  }
  nextPatient() {
    this.at += 1;
    return this.patients[this.at];
  }
}

const [file, ...rest] = process.argv.slice(2);
const option = (name, otherwise) =>
  rest.includes(name) ? rest[rest.indexOf(name) + 1] : otherwise;
const elm = option("--elm", fileURLToPath(new URL("crs.elm.json", import.meta.url)));
const repeat = Number(option("--repeat", "1"));

const patients = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line)
  .map((line, i) => new Patient(String(i), JSON.parse(line)));
const library = new cql.Library(JSON.parse(readFileSync(elm, "utf8")));
const executor = new cql.Executor(library);
const grade = (some) => executor.exec_expression("Grade", new Source(some));

await grade(patients.slice(0, 500));
const seconds = [];
let found;
for (let i = 0; i < repeat; i += 1) {
  const start = process.hrtime.bigint();
  found = await grade(patients);
  seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
}
const grades = patients.map(({ id }) => {
  const { lowest, highest } = found.patientResults[id].Grade;
  return [lowest, highest];
});
const peer = `cql-execution ${JSON.parse(readFileSync(fileURLToPath(new URL("node_modules/cql-execution/package.json", import.meta.url)), "utf8")).version}`;
console.log(JSON.stringify({ peer, node: process.version, seconds, grades }));
