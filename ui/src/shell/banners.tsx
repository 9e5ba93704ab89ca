import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "./me";

/** That what is shown is made up: on every page of a demonstration. */
export function DemoBanner() {
  const { t } = useTranslation();
  const { me } = useMe();
  if (!me?.demo) return null;
  return (
    <aside className="banner demo" aria-label={t("shell:demo.title")}>
      <strong>{t("shell:demo.title")}</strong> {t("shell:demo.text")}
    </aside>
  );
}

/** That who is signed in may read and export everything and write nothing. */
export function ReadOnlyBanner() {
  const { t } = useTranslation();
  const { me } = useMe();
  if (!me?.roles.includes("auditor")) return null;
  return (
    <aside className="banner demo" aria-label={t("shell:read_only.title")}>
      <strong>{t("shell:read_only.title")}</strong> {t("shell:read_only.text")}
    </aside>
  );
}

function watchLine(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}

/**
 * That the server is out of reach. A server on this very machine needs no network, so the
 * browser's word is not believed there.
 */
export function OfflineBanner() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(watchLine, () => window.navigator.onLine);
  const near = /^(localhost|127\.|\[::1\])/.test(window.location.hostname);
  if (online || near) return null;
  return (
    <aside className="banner offline" aria-label={t("shell:offline.title")} aria-live="polite">
      <strong>{t("shell:offline.title")}</strong> {t("shell:offline.text")}
    </aside>
  );
}
