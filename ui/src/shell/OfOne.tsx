import { Fragment, type ReactNode } from "react";
import { useParams } from "react-router";

/** A page of one patient, review or paper, made anew for the next: nothing typed for one is carried over. */
export function OfOne({ children }: { children: ReactNode }) {
  return <Fragment key={JSON.stringify(useParams())}>{children}</Fragment>;
}
