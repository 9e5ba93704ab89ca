import type { ReactNode } from "react";
import { Problem } from "./Problem";
import { Waiting } from "./Waiting";

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

interface AnswerProps<T> {
  of: Asked<T>;
  rows?: number;
  children: (answer: T) => ReactNode;
}

/** The states of one question to the server: waiting, refused, answered (an old answer stays). */
export function Answer<T>({ of, rows, children }: AnswerProps<T>) {
  if (of.data !== undefined) {
    return (
      <>
        {of.error ? <Problem error={of.error} onRetry={() => void of.refetch()} /> : null}
        {children(of.data)}
      </>
    );
  }
  if (of.error) return <Problem error={of.error} onRetry={() => void of.refetch()} />;
  return <Waiting rows={rows} />;
}
