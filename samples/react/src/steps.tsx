import { useState } from 'react';
import type { Problem } from './fields';

/** How long FuncAuth waits between two codes for one address (its setting Codes:ResendAfterSeconds). */
export const resendAfter = 30_000;

/** A step is one thing, also where it takes two requests: nothing else can be pressed in between. */
export function useAct() {
  const [acting, setActing] = useState(false);
  const act = <T,>(step: (what: T) => Promise<void>) => async (what: T) => {
    setActing(true);
    try {
      await step(what);
    } finally {
      setActing(false);
    }
  };
  return [acting, act] as const;
}

/** What went wrong and is not shown beside a field of this step: a code that is too old, an address that somebody else was quicker with. */
export function Problems({ of, beside }: { of: { fields: object; global: Problem[] | null }; beside: readonly string[] }) {
  const elsewhere = Object.entries(of.fields).filter(([name]) => !beside.includes(name)).map(([, problem]) => problem as Problem);
  const said = [...elsewhere, ...of.global ?? []].filter(problem => problem != null);
  return said.length > 0 ? (
    <div className="problem box" role="alert">{said.map((problem, index) => <p key={index}>{problem.longMessage ?? problem.message}</p>)}</div>
  ) : null;
}
