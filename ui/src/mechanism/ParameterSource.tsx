import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../api/types";
import { Mark } from "../parts/Mark";
import { figure } from "../parts/format";

/** Where a slider's number comes from, and its two ranges. */
export function ParameterSource({ slider }: { slider: Api["SliderShown"] }) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        <Mark mark={slider.mark} />
      </p>
      <dl className="pairs">
        <dt>{t("mechanism:source.preset")}</dt>
        <dd>
          {figure(slider.preset)} {slider.unit}
        </dd>
        <dt>{t("mechanism:source.patients")}</dt>
        <dd>
          {figure(slider.low)}–{figure(slider.high)} {slider.unit}
        </dd>
        <dt>{t("mechanism:source.accepted")}</dt>
        <dd>
          {figure(slider.least)}–{figure(slider.most)} {slider.unit}
        </dd>
      </dl>
      <p className="quiet">{t("mechanism:source.ranges")}</p>
      <p>
        <Link to={`/mechanism/parameters?find=${slider.id}`}>{t("mechanism:source.all")}</Link>
      </p>
    </>
  );
}
