// Translates crs.cql into ELM: `node translate.mjs`. crs.elm.json is bare: without the notes and
// numbers of expressions, which cql-execution would keep results by (slower by half).
// crs.default.elm.json has what the translator puts in of its own accord.
// Ends with an error where the translator reports one; warnings are printed.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import {
  CqlCompilerOptions,
  CqlTranslator,
  LibraryManager,
  ModelManager,
  createModelInfoProvider,
  stringAsSource,
} from "@cqframework/cql/cql-to-elm";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const text = readFileSync(here("crs.cql"), "utf8");
const model = readFileSync(here("modelinfo.xml"), "utf8");

function translate(options) {
  const models = new ModelManager();
  // The package loads no model of its own accord, not even the one of CQL's own types.
  models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
  models.modelInfoLoader.registerModelInfoProvider(
    createModelInfoProvider((name) => (name === "Signs" ? stringAsSource(model) : null)),
  );
  const translator = CqlTranslator.fromText(text, new LibraryManager(models, options));
  for (const one of translator.exceptions.asJsReadonlyArrayView()) console.error(one.message);
  if (translator.errors.asJsReadonlyArrayView().length) process.exit(1);
  return JSON.parse(translator.toJson());
}

const NOTES = new Set(["annotation", "localId", "locator", "signature"]);
const bare = (key, value) => (NOTES.has(key) ? undefined : value);

const elm = translate(CqlCompilerOptions.defaultOptions());
writeFileSync(here("crs.default.elm.json"), JSON.stringify(elm));
writeFileSync(here("crs.elm.json"), JSON.stringify(elm, bare));
