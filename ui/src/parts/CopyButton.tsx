import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** Copy a text; where the browser keeps its clipboard closed (plain http), by a selection. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext && navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  return (
    <Button
      size="small"
      icon={done ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
      onClick={() =>
        void copy(text).then(() => {
          setDone(true);
          window.setTimeout(() => setDone(false), 2000);
        })
      }
    >
      <span aria-live="polite">{done ? t("shell:copy.done") : (label ?? t("shell:copy.label"))}</span>
    </Button>
  );
}
