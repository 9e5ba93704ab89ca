import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useBound } from "./keys";

function Keys({ keys }: { keys: string }) {
  return keys.split(" ").map((key) => <kbd key={key}>{key.replace("mod+", "Ctrl ").toUpperCase()}</kbd>);
}

/** Every key that does something on this page. */
export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const bound = useBound();
  const names = [...new Set(bound.map((one) => one.label))];
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t("shell:keys.title")} width={520}>
      <dl className="pairs keys">
        {names.map((label) => (
          <div key={label}>
            <dt>
              {bound
                .filter((one) => one.label === label)
                .map((one) => (
                  <span key={one.keys} className="chord">
                    <Keys keys={one.keys} />
                  </span>
                ))}
            </dt>
            <dd>{t(label)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
