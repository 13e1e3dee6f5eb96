import type { Span } from '@opentelemetry/api';
import { endSpan, inSpan, markFailed, type StepSpans } from '../traces/step-spans.js';
import type { DurationSink, DurationTable } from '../metrics/duration-table.js';
import type { LabelBounds } from '../metrics/label-bounds.js';
import type { ObservedOnce } from './observed-once.js';
import { methodOf, withMembers } from './with-members.js';

/** Parts that observe a storage. */
export interface StorageObservers {
  readonly durations: DurationTable;
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
    if (typeof member === 'function') {
      const step = new ObservedStep(storage.name, part, name, observers);
      return (...given: unknown[]) => step.take(storage, given);
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
  private readonly ok: DurationSink;
  private readonly error: DurationSink;
  private readonly spans: StepSpans | undefined;

  constructor(
    storage: string,
    part: string | undefined,
    private readonly name: string,
    { bounds, durations, spans }: StorageObservers,
  ) {
    const operation = part === undefined ? name : `${part}.${name}`;
    const labels = [bounds.storages.of(storage), bounds.operations.of(operation)];
    this.ok = durations.of([...labels, 'ok']);
    this.error = durations.of([...labels, 'error']);
    this.spans = spans;
    const collection = part ?? 'sessions';
    this.spanName = `${name} ${collection}`;
    this.spanAttributes = {
      'db.system.name': storage,
      'db.operation.name': name,
      'db.collection.name': collection,
    };
  }

  /** Calls the storage. Only calls that answer a promise are steps. */
  take(storage: object, given: unknown[]): unknown {
    const startedAt = performance.now();
    const span = this.spans?.start(this.spanName, this.spanAttributes);
    const answer = this.call(span, storage, given);
    if (answer instanceof Promise) this.watch(answer, startedAt, span);
    else endSpan(span);
    return answer;
  }

  private call(span: Span | undefined, storage: object, given: unknown[]): unknown {
    const method = methodOf(storage, this.name);
    if (span === undefined) return method.apply(storage, given);
    try {
      return inSpan(span, () => method.apply(storage, given));
    } catch (error) {
      endSpan(span);
      throw error;
    }
  }

  /** The caller gets the storage's own promise, so that it waits no longer. */
  private watch(answer: Promise<unknown>, startedAt: number, span: Span | undefined): void {
    answer.then(
      () => {
        this.ok.record(performance.now() - startedAt);
        endSpan(span);
      },
      (error: unknown) => {
        this.error.record(performance.now() - startedAt);
        if (span === undefined) return;
        markFailed(span, error);
        endSpan(span);
      },
    );
  }
}
