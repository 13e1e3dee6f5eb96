import {
  loggableError,
  silentLogger,
  linked,
  systemClock,
  type DeliverMessageInput,
  type HttpRequest,
  type HttpResponse,
  type LoggableError,
  type Logger,
  type RequestRecord,
  type RouteClaim,
  type Threepid,
} from '@threepid/core';
import { setTimeout } from 'node:timers/promises';
import type { Hook } from './hook.js';
import { hookCallOf } from './hook-call.js';
import { HookRefusal, refusalOf } from './hook-refusal.js';
import type { HooksOptions, ProductName } from './hooks-options.js';
import { plainRefusal } from './json-answer.js';
import { kratosHook } from './products/kratos.js';
import { logtoHook } from './products/logto.js';
import { supabaseHook } from './products/supabase.js';
import { zitadelHook } from './products/zitadel.js';

/** Answers the calls of other products: every adapter accepts it in place of a `Threepid`. */
export interface Hooks {
  /** Each product's path. */
  readonly paths: Readonly<Partial<Record<ProductName, string>>>;
  /** The paths to mount. */
  readonly claims: readonly RouteClaim[];
  /** Answers a request. Resolves with undefined if it is not for a hook. Never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /**
   * Resolves when every message that was accepted before it was sent has been sent, or has failed. Await it after your server
   * has answered its last request, and before you close your clients. Never rejects.
   */
  settled(): Promise<void>;
}

/**
 * Creates the hooks of the products that the options name.
 *
 * @throws TypeError for an invalid secret or path, or without a product.
 */
export function createHooks(options: HooksOptions): Hooks {
  const { threepid, path = '/_threepid/hooks', logger = silentLogger } = options;
  if (!/^(?:\/[\w.~-]+)+$/.test(path))
    throw new TypeError("threepid: path must be one such as '/_threepid/hooks'");
  const hooks = Object.entries(hooksOf(options)) as [ProductName, Hook][];
  if (hooks.length === 0) throw new TypeError('threepid: name a product: supabase, logto, kratos or zitadel');
  const underWay = new Set<Promise<void>>();
  const mounted = new Map(hooks.map(([product, hook]) => [`${path}/${product}`, { product, hook }]));
  return {
    paths: Object.fromEntries([...mounted].map(([at, { product }]) => [product, at])),
    claims: [...mounted.keys()].map((at) => ({ path: at, methods: undefined })),
    handle: async (request) => {
      const found = mounted.get(request.path);
      return found && answer(request, found.hook, { threepid, logger, underWay, product: found.product });
    },
    settled: async () => {
      await Promise.all(underWay);
    },
  };
}

function hooksOf({ supabase, logto, kratos, zitadel, clock = systemClock }: HooksOptions) {
  return {
    ...(supabase === undefined ? {} : { supabase: supabaseHook(supabase, clock) }),
    ...(logto === undefined ? {} : { logto: logtoHook(logto) }),
    ...(kratos === undefined ? {} : { kratos: kratosHook(kratos) }),
    ...(zitadel === undefined ? {} : { zitadel: zitadelHook(zitadel, clock) }),
  };
}

interface Surroundings {
  readonly threepid: Pick<Threepid, 'deliverMessage'>;
  readonly logger: Logger;
  /** Messages that were accepted before they were sent. */
  readonly underWay: Set<Promise<void>>;
  readonly product: ProductName;
}

/** Parts of one call of a product. */
interface CallSurroundings extends Surroundings {
  readonly record: RequestRecord | undefined;
}

async function answer(request: HttpRequest, hook: Hook, shared: Surroundings): Promise<HttpResponse> {
  if (request.method !== 'POST') return wrongMethod;
  const surroundings = { record: request.record, ...shared };
  try {
    const call = hookCallOf(request);
    hook.authenticate(call);
    await deliver(hook.read(call), hook, surroundings);
    return hook.accepted;
  } catch (error) {
    const refusal = refusalOf(error);
    log(refusal, surroundings);
    return hook.refused(refusal);
  }
}

/** @throws the errors of `deliverMessage`, unless it takes longer than the hook waits; then they are logged. */
async function deliver(
  message: DeliverMessageInput,
  { acceptAfterMs }: Hook,
  surroundings: CallSurroundings,
): Promise<void> {
  const delivered = surroundings.threepid.deliverMessage({ record: surroundings.record, ...message });
  if (acceptAfterMs === undefined) return delivered;
  if (await isOverBefore(delivered, acceptAfterMs)) return delivered;
  const { underWay } = surroundings;
  const ended = logFailure(delivered, surroundings).then(() => void underWay.delete(ended));
  underWay.add(ended);
}

async function logFailure(
  delivered: Promise<void>,
  { logger, product, record }: CallSurroundings,
): Promise<void> {
  try {
    await delivered;
  } catch (error) {
    const { status, cause } = refusalOf(error);
    logger.error(
      linked(record?.id, { product, status, ...ofCause(cause) }),
      'a message was accepted before it failed',
    );
  }
}

/** False if a promise takes longer. */
async function isOverBefore(promise: Promise<void>, ms: number): Promise<boolean> {
  const ended = new AbortController();
  const settled = promise.then(
    () => true,
    () => true,
  );
  const late = setTimeout(ms, false, { signal: ended.signal }).catch(() => false);
  try {
    return await Promise.race([settled, late]);
  } finally {
    ended.abort();
  }
}

const wrongMethod: HttpResponse = {
  ...plainRefusal(new HookRefusal(405, 'Use POST')),
  headers: { ...plainRefusal(new HookRefusal(405, '')).headers, allow: 'POST' },
};

/** The core has logged why a message wasn't sent. */
function log(
  { status, message: reason, cause }: HookRefusal,
  { logger, product, record }: CallSurroundings,
): void {
  if (status === 500 || status === 503)
    logger.error(linked(record?.id, { product, status, ...ofCause(cause) }), 'a hook could not be answered');
  else logger.info(linked(record?.id, { product, status, reason }), 'a hook was refused');
}

/** Only what may be logged: a person's data may be in the words of an error of the host or of a client of a storage. */
function ofCause(cause: unknown): { readonly err?: LoggableError } {
  return cause === undefined ? {} : { err: loggableError(cause) };
}
