/** Options of every storage in Redis. */
export interface RedisStorageOptions {
  /** What every key begins with. Default: `3p:`. Up to 13 characters cost no memory to speak of. No braces. */
  readonly prefix?: string;
  /**
   * A call that Redis has not answered by then is rejected, whatever the client does with it: whether it waits for a
   * connection, for a new master or for a reply. Milliseconds; default 2,000.
   */
  readonly commandTimeoutMs?: number;
  /**
   * A step counts as taken once so many replicas have it (`WAIT`): a failover to one of them then loses none. Else the
   * call is rejected. Default 0: a step that the master took just before it died may be lost.
   */
  readonly waitReplicas?: number;
  /**
   * How long a step waits for its replicas, and holds up the connection where they are missing. Milliseconds, below
   * `commandTimeoutMs`; default: a tenth of that.
   */
  readonly waitTimeoutMs?: number;
}
