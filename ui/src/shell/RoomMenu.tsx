import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { PLACES, placeAt } from "./all-places";
import type { Room } from "./places";

/** Whether a page is the one shown or stands above it; the room's own page where no other does. */
function stands(path: string, here: string, listed: readonly string[]): boolean {
  const over = (one: string): boolean => here === one || here.startsWith(`${one}/`);
  return over(path) && !listed.some((one) => one.length > path.length && over(one));
}

/** The pages of the room one is in. */
export function RoomMenu({ room }: { room: Room | "none" | undefined }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const here = placeAt(pathname)?.under ?? pathname;
  const listed = PLACES.filter((place) => place.room === room && place.listed);
  if (listed.length < 2) return null;
  const paths = listed.map((place) => place.path);
  return (
    <nav className="room-menu" aria-label={t("shell:room_pages")}>
      {listed.map((place) => (
        <Link
          key={place.path}
          to={place.path}
          className={stands(place.path, here, paths) ? "active" : undefined}
          aria-current={stands(place.path, here, paths) ? "page" : undefined}
        >
          {t(place.title)}
        </Link>
      ))}
    </nav>
  );
}
