import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/**
 * Every built file is named the same in each build and asked for with `?v=` and a digest of them
 * all: a browser never mixes two versions, and each file is one module under one address.
 */
export function versioned(): Plugin {
  return {
    name: "versioned",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = Object.values(bundle).sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
        const digest = createHash("sha256");
        for (const file of files) digest.update(file.type === "chunk" ? file.code : file.source);
        const version = digest.digest("hex").slice(0, 12);
        const names = files
          .map((file) => file.fileName)
          .filter((name) => /\.(js|css)$/.test(name))
          .map((name) => name.replace(/^assets\//, "").replace(/[.\\+*?[^\]$(){}=!<>|:#-]/g, "\\$&"));
        const mention = new RegExp(`((?:\\./|assets/)(?:${names.join("|")}))(?=["'\`])`, "g");
        for (const file of files) {
          if (file.type === "chunk") file.code = file.code.replace(mention, `$1?v=${version}`);
          else if (file.fileName.endsWith(".html"))
            file.source = String(file.source).replace(mention, `$1?v=${version}`);
        }
      },
    },
  };
}
