/** Where messages to a country come from. */
export interface MessageOrigin {
  /** What people see as the sender: a number, a short code or a name. Undefined: the provider chooses. */
  readonly from?: string | undefined;
  /** True if a pool or a service of the provider chooses among senders that were set up there. */
  readonly isPool?: boolean;
  /** For India: the ids of the principal entity and of the template. */
  readonly entityId?: string | undefined;
  readonly templateId?: string | undefined;
}
