/**
 * What a failover may lose where replication is asynchronous: the newest steps of the primary, in the order in which it took
 * them, so that no step is kept that came after a lost one. Its successor goes on from the state before them. Calls may
 * reach the old primary for a while: they are answered by its state, and lost with it.
 */
export interface LostSuffix {
  /** No step is lost that was answered before this moment: replicas are not further behind. */
  readonly since: number;
  /** When the primary failed: its successor took no step that was answered before. */
  readonly failed: number;
  /** From this moment on, no call reaches the old primary. */
  readonly over: number;
  /** The most answered steps with an effect that may be lost, of one partition. Those that nobody saw answered don't count. */
  readonly most: number;
}
