import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { loggableError } from '@threepid/core';
import { quietly } from '../quietly.js';

/** Spans of the steps that a request, or the host's own work, takes elsewhere: in a storage, at a provider. */
export class StepSpans {
  constructor(private readonly tracer: Tracer) {}

  /**
   * Starts a span below the active one. Undefined if there is none that is recorded: then a step by itself would be the root of a
   * trace that says nothing, and costs what a span costs.
   */
  start(name: string, attributes: Attributes): Span | undefined {
    return quietly(() => {
      if (trace.getActiveSpan()?.isRecording() !== true) return undefined;
      return this.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
    });
  }
}

/** Calls a function in the context of a span, if there is one, so that spans of the host's instrumentations are below it. */
export function inSpan<Value>(span: Span | undefined, call: () => Value): Value {
  return span === undefined ? call() : context.with(trace.setSpan(context.active(), span), call);
}

/** Marks a step as failed. Of the error, a trace gets the type and the code: a message may quote a number or a code. */
export function markFailed(span: Span, error: unknown): void {
  const { type, code } = loggableError(error);
  quietly(() => {
    span.recordException({ name: type });
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', type);
    if (code !== undefined) span.setAttribute('threepid.error.code', code);
  });
}

/** Ends a span, if there is one. */
export function endSpan(span: Span | undefined): void {
  if (span !== undefined)
    quietly(() => {
      span.end();
    });
}
