/** Options of every storage in Redis. */
export interface RedisStorageOptions {
  /** Prefix of every key. Default: `3p:`. Up to 13 characters take hardly any memory. No braces. */
  readonly prefix?: string;
  /**
   * Time-out of a call in milliseconds, whether the client is waiting for a connection, for a new master or for a
   * reply. Default: 2,000. At most 2,147,483,646.
   */
  readonly commandTimeoutMs?: number;
  /**
   * Number of replicas that must have a step before it is answered (`WAIT`), so that a failover to one of them loses
   * nothing. With fewer, the call is rejected, and what it changed is reverted by the connection that changed it, if that
   * is still there. Default: 0; a step that the master took just before it failed may then
   * be lost.
   */
  readonly waitReplicas?: number;
  /**
   * Time-out for the replicas in milliseconds; while they are missing, each wait blocks the connection for this long.
   * Must be below `commandTimeoutMs`. Default: a tenth of it.
   */
  readonly waitTimeoutMs?: number;
}
