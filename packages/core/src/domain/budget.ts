/** What may be spent, in whole millionths of the operator's currency unit; undefined: any amount. */
export interface Budget {
  /** In a UTC day. */
  readonly day: number | undefined;
  /** In a UTC month of the calendar. */
  readonly month: number | undefined;
}
