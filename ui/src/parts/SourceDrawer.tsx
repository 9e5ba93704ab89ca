import { Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface SourceDrawerProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
}

/** What a number rests on, beside the page that shows it. */
export function SourceDrawer({ open, onClose, title, children }: SourceDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={title}
      size={460}
      destroyOnHidden
      aria-label={t("shell:source.title")}
    >
      <div className="sheet">{children}</div>
    </Drawer>
  );
}
