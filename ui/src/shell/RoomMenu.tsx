import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { PLACES } from "./all-places";
import type { Room } from "./places";

/** The pages of the room one is in. */
export function RoomMenu({ room }: { room: Room | "none" | undefined }) {
  const { t } = useTranslation();
  const listed = PLACES.filter((place) => place.room === room && place.listed);
  if (listed.length < 2) return null;
  return (
    <nav className="room-menu" aria-label={t("shell:room_pages")}>
      {listed.map((place) => (
        <NavLink key={place.path} to={place.path} end={place.path.split("/").length === 2}>
          {t(place.title)}
        </NavLink>
      ))}
    </nav>
  );
}
