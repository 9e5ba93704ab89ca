import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../api/client";
import { Answer } from "./Answer";

interface FigureProps {
  /** The figure's address, with its language. */
  address: string;
  /** What happens when a row is clicked; rows answer to the pointer then. */
  onRow?: (row: string) => void;
  /** Lines that the wait is about as high as. */
  rows?: number;
}

/** Keep what is a picture and nothing else: no script, no handler, no link to elsewhere. */
export function cleaned(text: string): SVGElement | null {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.nodeName !== "svg") return null;
  for (const element of [root, ...root.querySelectorAll("*")]) {
    if (/^(script|foreignObject|iframe|style|a|use)$/i.test(element.localName)) element.remove();
    for (const { name } of [...element.attributes]) {
      if (/^(on|style$|href$|xlink:)/i.test(name)) element.removeAttribute(name);
    }
  }
  return document.importNode(root, true) as unknown as SVGElement;
}

/** A figure as the server draws it, the same as in print, within the page. */
export function Figure({ address, onRow, rows = 12 }: FigureProps) {
  const asked = useQuery({
    queryKey: ["figure", address],
    queryFn: () => read(address),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={asked} rows={rows}>
      {(text) => <Drawn text={text} onRow={onRow} stale={asked.isPlaceholderData} />}
    </Answer>
  );
}

function rowOf(target: EventTarget | null): string | null {
  const element = target instanceof Element ? target.closest("[data-row]") : null;
  return element?.getAttribute("data-row") ?? null;
}

interface DrawnProps {
  text: string;
  onRow: ((row: string) => void) | undefined;
  stale: boolean;
}

function Drawn({ text, onRow, stale }: DrawnProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const drawn = cleaned(text);
    frame.current?.replaceChildren(...(drawn ? [drawn] : []));
  }, [text]);
  useEffect(() => {
    // what is scrolled sideways must be reached by the keyboard
    const measure = (): void => {
      const own = frame.current;
      if (own) setWide(own.scrollWidth > own.clientWidth + 1);
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [text]);
  const mark = (row: string | null): void => {
    for (const element of frame.current?.querySelectorAll("[data-row]") ?? []) {
      element.classList.toggle("under", row !== null && element.getAttribute("data-row") === row);
    }
  };
  const live = onRow
    ? {
        onMouseOver: (event: React.MouseEvent) => mark(rowOf(event.target)),
        onMouseLeave: () => mark(null),
        onClick: (event: React.MouseEvent) => {
          const row = rowOf(event.target);
          if (row) onRow(row);
        },
      }
    : {};
  return (
    <figure
      ref={frame}
      className={`figure${onRow ? " live" : ""}${stale ? " stale" : ""}`}
      aria-busy={stale}
      aria-label={t("shell:figure")}
      tabIndex={wide ? 0 : undefined}
      {...live}
    />
  );
}
