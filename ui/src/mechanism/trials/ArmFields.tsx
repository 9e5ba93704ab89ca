import { useTranslation } from "react-i18next";
import type { Api } from "../../api/types";
import { Choose } from "../../parts/Choose";
import { useSay } from "../../shell/language";

export interface ArmSaid {
  product: string;
  /** Two places; an empty one is no strategy. */
  strategies: readonly [string, string];
}

export const FIRST_ARM: ArmSaid = { product: "cilta-cel", strategies: ["", ""] };

interface ArmFieldsProps {
  all: Api["TreatmentsShown"];
  arm: ArmSaid;
  onChange: (arm: ArmSaid) => void;
}

/** A product and up to two strategies, in the order in which they take effect. */
export function ArmFields({ all, arm, onChange }: ArmFieldsProps) {
  const { t } = useTranslation();
  const say = useSay();
  const options = [
    { value: "", label: t("mechanism:choice.none") },
    ...all.strategies.map((one) => ({ value: one.id, label: say(one.label), group: t(`mechanism:topic.${one.topic}`) })),
  ];
  return (
    <>
      <Choose
        label={t("mechanism:choice.product")}
        value={arm.product}
        options={all.products.map((one) => ({
          value: one.id,
          label: say(one.label),
          group: t(one.generic ? "mechanism:choice.designs" : "mechanism:choice.products"),
        }))}
        onChange={(product) => onChange({ ...arm, product })}
      />
      {([0, 1] as const).map((at) => (
        <Choose
          key={at}
          label={t("trials:arm.strategy", { number: at + 1 })}
          value={arm.strategies[at]}
          options={options}
          onChange={(id) => onChange({ ...arm, strategies: at === 0 ? [id, arm.strategies[1]] : [arm.strategies[0], id] })}
        />
      ))}
    </>
  );
}
