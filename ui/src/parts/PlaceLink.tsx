import { Link } from "react-router";
import type { Api } from "../api/types";
import { useSay } from "../shell/language";

/** A place in a source; it leads to the source's particulars. */
export function PlaceLink({ at }: { at: Api["PlaceShown"] }) {
  const say = useSay();
  return (
    <Link to={`/rules/sources/${at.source}`} className="place">
      {at.source} {say(at.words)}
    </Link>
  );
}
