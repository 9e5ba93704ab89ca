import { useTranslation } from "react-i18next";
import { queries } from "../api/client";
import type { Options } from "../evidence/address";
import { takenAddress } from "../evidence/address";
import { Influence, InfluenceTable } from "../evidence/Influence";
import { Citations, type Style, Taking } from "../evidence/Taking";
import { Answer } from "../parts/Answer";
import { BASE, useReview } from "./useReview";

/** How much each study moves an answer of a review. */
export function ReviewInfluence({ outcome, options }: { outcome: string; options: Options }) {
  return (
    <Influence>
      <Moved outcome={outcome} options={options} />
    </Influence>
  );
}

function Moved({ outcome, options }: { outcome: string; options: Options }) {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/synthesis/{outcome}/sensitivity", {
    params: { path: { ...path, outcome }, query: { ...query, ...options } },
  });
  return (
    <Answer of={asked} rows={8}>
      {(found) => <InfluenceTable of={found} />}
    </Answer>
  );
}

/** What is taken out of an answer of a review: its table, and what it rests on. */
export function OutcomeTaking({ outcome, options }: { outcome: string; options: Options }) {
  const { t } = useTranslation();
  const { id, as } = useReview();
  const at = { base: `${BASE}/${id}/synthesis/${outcome}` };
  const seen = as ? { ...options, as } : options;
  return (
    <Taking at={at} options={seen} title={t("conduct:taking.title")}>
      {(style) => (
        <OfOutcome
          outcome={outcome}
          options={options}
          style={style}
          file={takenAddress(at, "citations.txt", seen, { style })}
        />
      )}
    </Taking>
  );
}

interface OfOutcomeProps {
  outcome: string;
  options: Options;
  style: Style;
  file: string;
}

function OfOutcome({ outcome, options, style, file }: OfOutcomeProps) {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/synthesis/{outcome}/citations", {
    params: { path: { ...path, outcome }, query: { ...query, ...options, style } },
  });
  return (
    <Answer of={asked} rows={4}>
      {(list) => <Citations list={list} file={file} />}
    </Answer>
  );
}

/** The reports of all included studies as references. */
export function ReviewReferences() {
  const { t } = useTranslation();
  const { id, as } = useReview();
  const at = { base: `${BASE}/${id}` };
  return (
    <Taking at={at} options={{}} table={false} title={t("conduct:taking.included")}>
      {(style) => (
        <OfReview
          style={style}
          file={takenAddress(at, "citations.txt", {}, { style, ...(as ? { as } : {}) })}
        />
      )}
    </Taking>
  );
}

function OfReview({ style, file }: { style: Style; file: string }) {
  const { path, query } = useReview();
  const asked = queries.useQuery("get", "/api/evidence/reviews/{review}/citations", {
    params: { path, query: { ...query, style } },
  });
  return (
    <Answer of={asked} rows={4}>
      {(list) => <Citations list={list} file={file} />}
    </Answer>
  );
}
