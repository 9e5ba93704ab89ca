import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, ScrollRestoration, useLocation, useNavigate } from "react-router";
import { Behind } from "../parts/behind";
import { Waiting } from "../parts/Waiting";
import { placeAt } from "./all-places";
import { Header } from "./Header";
import { KeyHelp } from "./KeyHelp";
import { changeLanguage, useLanguage } from "./language";
import { listen, useKeys } from "./keys";
import { Palette } from "./Palette";
import { RoomMenu } from "./RoomMenu";
import { SignIn } from "../account/SignIn";
import { useMe } from "./me";
import { DemoBanner, OfflineBanner, ReadOnlyBanner } from "./banners";

const OwnAccount = lazy(() => import("../account/OwnAccount"));

/** Before anything else, a first password has to be changed. */
function MustChange() {
  return (
    <Suspense fallback={<Waiting />}>
      <OwnAccount />
    </Suspense>
  );
}

/** The sign-in; a dialog where it stands before a page that goes on afterwards, so that no key acts on that. */
function SignedOut({ held }: { held: boolean }) {
  const { t } = useTranslation();
  if (!held) return <SignIn />;
  return (
    <div role="dialog" aria-modal="true" aria-label={t("account:sign_in.title")}>
      <SignIn />
    </div>
  );
}

/** What is the same on every page: header, rooms, banners, keys, and where the focus goes. */
export function Shell() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  const { me, signedOut } = useMe();
  const place = placeAt(pathname);

  useEffect(() => listen(window), []);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  const go = (path: string) => () => void navigate(path);
  useKeys([
    { keys: "mod+k", label: "shell:keys.palette", run: () => setPalette(true), typing: true },
    { keys: "/", label: "shell:keys.palette", run: () => setPalette(true) },
    { keys: "?", label: "shell:keys.help", run: () => setHelp(true) },
    {
      keys: "g l",
      label: "shell:keys.language",
      run: () => void changeLanguage(language === "zh" ? "en" : "zh"),
    },
    { keys: "g h", label: "shell:keys.home", run: go("/") },
    { keys: "g e", label: "shell:keys.evidence", run: go("/evidence") },
    { keys: "g c", label: "shell:keys.care", run: go("/care") },
    { keys: "g m", label: "shell:keys.mechanism", run: go("/mechanism") },
    { keys: "g r", label: "shell:keys.rules", run: go("/rules") },
  ]);

  return (
    <>
      <a className="skip" href="#main">
        {t("shell:skip")}
      </a>
      <Header onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />
      <DemoBanner />
      <ReadOnlyBanner />
      <OfflineBanner />
      <RoomMenu room={place?.room} />
      <main id="main" ref={main} tabIndex={-1}>
        {signedOut && <SignedOut held={me !== undefined} />}
        {/* a session that ended by itself leaves the page, and what was typed into it, behind the sign-in */}
        {(!signedOut || me) && (
          <Behind value={signedOut}>
            <div hidden={signedOut}>{me?.must_change ? <MustChange /> : <Outlet />}</div>
          </Behind>
        )}
      </main>
      <Palette open={palette} onClose={() => setPalette(false)} />
      <KeyHelp open={help} onClose={() => setHelp(false)} />
      <ScrollRestoration />
    </>
  );
}
