/**
 * Measured costs of a whole verification: the constants of the model. To update them, on an idle machine:
 *
 * 1. Copy the microseconds from the last lines of `npm run bench -- processes`, and the bytes from `npm run bench -- redis`
 *    and `npm run bench -- guard`.
 * 2. `UPDATE_DOCS=1 npm test -- test/bench` writes the tables of docs/scaling.md; `npm run format` aligns them. The figures
 *    in the text there are yours to change.
 */
export const measured = {
  /** CPU of the processes, in µs: Fastify, Redis Cluster, Twilio, all limits and the guard. */
  processMicros: 605,
  /** CPU of the master that has the session, in µs: `open`, `settle` and `submit`. */
  sessionMicros: 66,
  /** CPU of the master that has the country's slot, in µs: `charge`, `reserve` and `payBack`. */
  countryMicros: 110,
  /** CPU of the master that has the slot of `all`, in µs, if there is a budget for all countries together. */
  budgetMicros: 14,
  /** A session and the counts of its number, in a Cluster. */
  sessionBytes: 239,
  /** A balance of the guard with its key. */
  balanceBytes: 178,
} as const;

/** The same names, for other measurements. */
export type Measured = Readonly<Record<keyof typeof measured, number>>;
