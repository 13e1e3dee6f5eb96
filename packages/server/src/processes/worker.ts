import { Socket } from 'node:net';
import { explain } from '../explain.js';
import { logCrashes } from '../log/log-crashes.js';
import { logFailedStart } from '../log/log-failed-start.js';
import { createLogger } from '../log/logger.js';
import { surviveBrokenOutput } from '../log/survive-broken-output.js';
import { readOwnSettings } from '../read-settings.js';
import type { ProviderState } from '../readiness/provider-state.js';
import { openServer, type OpenServer } from '../start-server.js';
import { logLevelOf } from '../settings/log-level-setting.js';
import { stopTimeoutMs } from '../stop/stop-timeout.js';
import { takePassedConnections } from './passed-connections.js';
import type { WorkerOrder, WorkerReport } from './worker-message.js';

const logger = createLogger(logLevelOf(process.env)).child({ pid: process.pid });
surviveBrokenOutput();
logCrashes(logger);
let server: OpenServer | undefined;
let isStopping = false;
let readsStats = false;
let take: (socket: Socket) => void = () => undefined;

// The supervisor gets these signals too, and decides: a terminal and systemd send them to all processes.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
process.on('message', (order: WorkerOrder, socket: unknown) => {
  if (order === 'stop') void stop();
  else if (typeof order === 'object') answer(order.providers);
  else if (order === 'metrics') void reportMetrics();
  else if (order === 'read stats') readsStats = true;
  else if (order === 'leave stats') readsStats = false;
  // There is none if the client went away meanwhile.
  else if (socket instanceof Socket) take(socket);
});
// The supervisor is gone, perhaps since before this line ran.
if (process.connected) process.once('disconnect', () => void stop());
else void stop();

async function serve(): Promise<void> {
  const settings = await readOwnSettings(process.env);
  server = await openServer(settings, logger, { readsStats: () => readsStats });
  take = await takePassedConnections(server.app);
  report({ kind: 'ready', parts: server.parts });
}

/** Answers a ping. */
function answer(shared: readonly ProviderState[]): void {
  server?.providers.share(shared);
  report({ kind: 'pong', providers: server?.providers.own() ?? [] });
}

/** Without an answer, what was reported last counts. */
async function reportMetrics(): Promise<void> {
  const snapshot = await server?.snapshot?.().catch(() => undefined);
  if (snapshot !== undefined) report({ kind: 'metrics', snapshot });
}

/** Once: a supervisor that dies after its order must not cut off the in-flight requests. */
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  await server?.close();
  process.exit(0);
}

function report(message: WorkerReport, sent: () => void = () => undefined): void {
  process.send?.(message, undefined, undefined, sent);
}

serve().catch((error: unknown) => {
  logFailedStart(logger, error);
  report({ kind: 'failed', reason: explain(error) }, () => process.exit(1));
});
