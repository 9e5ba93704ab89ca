import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, lazy, useEffect, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { TAKEABLE } from "./taken";

const ExportDialog = lazy(() => import("./ExportDialog"));

/** Whether there is a table or a figure on the page now. */
function useTakeable(page: RefObject<HTMLElement | null>): boolean {
  const [found, setFound] = useState(false);
  useEffect(() => {
    const own = page.current;
    if (!own) return undefined;
    const look = (): void => setFound(own.querySelector(TAKEABLE) !== null);
    look();
    const watching = new MutationObserver(look);
    watching.observe(own, { childList: true, subtree: true });
    return () => watching.disconnect();
  }, [page]);
  return found;
}

interface ExportsProps {
  page: RefObject<HTMLElement | null>;
  title: string;
}

/** The button that every page with a table or a figure has: take them away as files. */
export function Exports({ page, title }: ExportsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const takeable = useTakeable(page);
  if (!takeable) return null;
  return (
    <>
      <Button className="export" size="small" icon={<DownloadOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t("shell:export.open")}
      </Button>
      {open && page.current && (
        <Suspense fallback={null}>
          <ExportDialog page={page.current} title={title} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
