/** Longest time for in-flight requests after a signal to stop, in milliseconds. */
export const stopTimeoutMs = 25_000;
