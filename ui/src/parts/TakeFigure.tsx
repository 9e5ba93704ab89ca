import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../api/client";
import { cleaned } from "./Figure";
import { Problem } from "./Problem";
import { useTaking } from "./useTaking";

const FORMS = ["svg", "png", "pdf"] as const;

interface TakeFigureProps {
  /** The figure's address as SVG, with its language. */
  address: string;
  title: string;
  /** The file's name without its ending. */
  name: string;
  forms?: readonly ("svg" | "png" | "pdf" | "tiff")[];
  /** The words of a button; without: its format. */
  label?: (form: string) => ReactNode;
}

/** Buttons that take one figure away, with the footer of where it is from that exports have. */
export function TakeFigure({ address, title, name, forms = FORMS, label }: TakeFigureProps) {
  const { t } = useTranslation();
  const taking = useTaking();
  const own = useRef<HTMLSpanElement>(null);
  const part = async () => {
    const svg = cleaned(await read(address));
    return { title, svg: svg ? new XMLSerializer().serializeToString(svg) : "" };
  };
  return (
    <span ref={own} className="actions" role="group" aria-label={t("shell:export.forms", { title })}>
      {forms.map((form) => (
        <button
          key={form}
          type="button"
          className="link"
          disabled={taking.isPending}
          onClick={() =>
            taking.mutate({ page: own.current?.closest(".page") ?? document.body, form, name, parts: [part] })
          }
        >
          {label ? label(form.toUpperCase()) : form.toUpperCase()}
        </button>
      ))}
      {taking.error && <Problem error={taking.error} />}
    </span>
  );
}
