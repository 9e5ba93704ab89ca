import { Suspense, lazy } from "react";
import type { RouteObject } from "react-router";
import { Waiting } from "../parts/Waiting";
import { PLACES } from "./all-places";
import { BrokenPage } from "./BrokenPage";
import { NotFound } from "./NotFound";
import { OfOne } from "./OfOne";
import { Shell } from "./Shell";

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <BrokenPage />,
    children: [
      ...PLACES.map((place) => {
        const Drawn = lazy(place.load);
        return {
          path: place.path,
          errorElement: <BrokenPage />,
          element: (
            <Suspense fallback={<Waiting />}>
              <OfOne>
                <Drawn />
              </OfOne>
            </Suspense>
          ),
        };
      }),
      { path: "*", element: <NotFound /> },
    ],
  },
];
