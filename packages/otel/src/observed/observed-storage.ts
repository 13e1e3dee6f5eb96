import type { Span } from '@opentelemetry/api';
import { markFailed, inSpan, type StepSpans } from '../traces/step-spans.js';
import type { Durations } from '../metrics/durations.js';
import type { LabelBounds } from '../metrics/label-bounds.js';
import type { ObservedOnce } from './observed-once.js';
import { withMembers } from './with-members.js';

/** What a storage is observed with. */
export interface StorageObservers {
  readonly durations: Durations;
  readonly bounds: LabelBounds;
  /** Undefined: nothing is traced. */
  readonly spans: StepSpans | undefined;
  readonly once: ObservedOnce;
}

/** The parts of a storage that are storages of their own. */
const parts: ReadonlySet<string> = new Set(['balances', 'spending', 'routes', 'blocks']);

interface NamedStorage {
  readonly name: string;
}

/** A storage whose steps are measured, and those of its parts: `open`, `balances.charge`. */
export function observedStorage<Storage extends NamedStorage>(
  storage: Storage,
  observers: StorageObservers,
  part?: string,
): Storage {
  return withMembers(storage, (name, member) => {
    if (typeof member === 'function' && name !== 'constructor') {
      const step = new ObservedStep(storage.name, part, name, observers);
      return (...given: unknown[]) => step.take(member, storage, given);
    }
    if (part !== undefined || !parts.has(name) || !isNamed(member)) return undefined;
    return observers.once.of(member, () => observedStorage(member, observers, name));
  });
}

function isNamed(value: unknown): value is NamedStorage {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

/** A step of a storage. What it needs for each call is made once. */
class ObservedStep {
  private readonly spanName: string;
  private readonly spanAttributes: Readonly<Record<string, string>>;
  private readonly ok: readonly string[];
  private readonly error: readonly string[];

  constructor(
    storage: string,
    part: string | undefined,
    name: string,
    private readonly observers: StorageObservers,
  ) {
    const { storages, operations } = observers.bounds;
    const operation = part === undefined ? name : `${part}.${name}`;
    const labels = [storages.of(storage), operations.of(operation)];
    this.ok = [...labels, 'ok'];
    this.error = [...labels, 'error'];
    const collection = part ?? 'sessions';
    this.spanName = `${name} ${collection}`;
    this.spanAttributes = {
      'db.system.name': storage,
      'db.operation.name': name,
      'db.collection.name': collection,
    };
  }

  /** Calls a method. Only calls that answer a promise are steps. */
  take(method: Callable, storage: unknown, given: unknown[]): unknown {
    const startedAt = performance.now();
    const span = this.observers.spans?.start(this.spanName, this.spanAttributes);
    const answer = span === undefined ? apply(method, storage, given) : callIn(span, method, storage, given);
    if (answer instanceof Promise) this.watch(answer, startedAt, span);
    else span?.end();
    return answer;
  }

  /** The caller gets the storage's own promise, so that it waits no longer. */
  private watch(answer: Promise<unknown>, startedAt: number, span: Span | undefined): void {
    const { durations } = this.observers;
    answer.then(
      () => {
        durations.record(performance.now() - startedAt, this.ok);
        span?.end();
      },
      (error: unknown) => {
        durations.record(performance.now() - startedAt, this.error);
        if (span === undefined) return;
        markFailed(span, error);
        span.end();
      },
    );
  }
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- a method of any storage
type Callable = Function;

function apply(method: Callable, storage: unknown, given: unknown[]): unknown {
  return Reflect.apply(method, storage, given) as unknown;
}

function callIn(span: Span, method: Callable, storage: unknown, given: unknown[]): unknown {
  try {
    return inSpan(span, () => apply(method, storage, given));
  } catch (error) {
    span.end();
    throw error;
  }
}
