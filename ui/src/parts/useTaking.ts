import { useMutation } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { useLocation } from "react-router";
import { api } from "../api/client";
import type { Api } from "../api/types";
import { useLanguage } from "../shell/language";
import { save } from "./save";
import { notesOf } from "./taken";

export type TakenForm = "docx" | "pdf" | "xlsx" | "csv" | "svg" | "png" | "tiff";

/** The title that files taken from a page have: it names no patient. */
export const Named = createContext("");

interface Taking {
  page: Element;
  form: TakenForm;
  /** The file's name without its ending. */
  name: string;
  parts: readonly (() => Promise<Api["TableSent"] | Api["FigureSent"]>)[];
}

/** Write tables and figures of a page into a file with where it is from, and save that. */
export function useTaking() {
  const lang = useLanguage();
  const title = useContext(Named);
  const { pathname, search } = useLocation();
  return useMutation({
    mutationFn: async ({ page, form, name, parts }: Taking) => {
      const body = {
        page: `${pathname}${search}`,
        title,
        notes: notesOf(page),
        parts: await Promise.all(parts.map((part) => part())),
      };
      const params = { path: { form }, query: { lang } };
      const { data } = await api.POST("/api/exports/{form}", { params, body, parseAs: "blob" });
      save(data, `${name}.${form}`);
    },
  });
}
