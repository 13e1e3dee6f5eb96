import {
  context,
  createContextKey,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type TextMapGetter,
  type Tracer,
} from '@opentelemetry/api';
import {
  isClaimed,
  type AnsweredEvent,
  type HttpRequest,
  type HttpResponse,
  type Threepid,
} from '@threepid/core';
import { methodLabel } from '../metrics/label-bounds.js';
import { quietly } from '../quietly.js';
import { endSpan } from './step-spans.js';

type Answering = Pick<Threepid, 'handle' | 'claims'>;

/** A request that is being answered. The framework's event tells what is known of its route. */
interface TracedRequest {
  readonly method: string;
  /** True if its span is the server's, and no part of one that the host has started. */
  readonly isServer: boolean;
  answered: AnsweredEvent | undefined;
}

interface BegunRequest {
  readonly span: Span;
  readonly traced: TracedRequest;
  readonly within: Context;
}

const requestKey = createContextKey('@threepid/otel request');

/**
 * The spans of HTTP requests. Where the host's own instrumentation has started the server's span, the framework's is an internal one
 * below it: a request has one server span, by the semantic conventions.
 */
export class RequestSpans {
  constructor(private readonly tracer: Tracer) {}

  /** Answers a request within its span. The host's own requests pass without one. */
  handle(threepid: Answering, request: HttpRequest): Promise<HttpResponse | undefined> {
    const begun = isClaimed(threepid.claims, request.path, request.method)
      ? quietly(() => this.begin(request))
      : undefined;
    if (begun === undefined) return threepid.handle(request);
    const { span, traced, within } = begun;
    return answerIn(span, traced, () => context.with(within, () => threepid.handle(request)));
  }

  /** Undefined if nothing takes its span. */
  private begin(request: HttpRequest): BegunRequest | undefined {
    const isServer = !hasHostSpan();
    const parent = isServer ? contextOfCaller(request) : context.active();
    const traced: TracedRequest = { method: methodLabel(request.method), isServer, answered: undefined };
    const span = this.start(traced, parent);
    if (!isSpanContextValid(span.spanContext())) return undefined;
    return { span, traced, within: trace.setSpan(parent, span).setValue(requestKey, traced) };
  }

  /** Called in the context of the request. */
  on(event: AnsweredEvent): void {
    const traced = context.active().getValue(requestKey) as TracedRequest | undefined;
    if (traced === undefined) return;
    traced.answered = event;
    tellHost(traced, event.route);
  }

  private start({ method, isServer }: TracedRequest, parent: Context): Span {
    return this.tracer.startSpan(
      method === '_OTHER' ? 'HTTP' : method,
      {
        kind: isServer ? SpanKind.SERVER : SpanKind.INTERNAL,
        attributes: isServer ? { 'http.request.method': method } : {},
      },
      parent,
    );
  }
}

/**
 * The caller's trace, without its baggage: anybody may send that, and instrumentations of HTTP clients would pass it on to the
 * provider.
 */
function contextOfCaller(request: HttpRequest): Context {
  const active = context.active();
  const extracted = propagation.extract(active, request.headers, headers);
  const own = propagation.getBaggage(active);
  return own === undefined ? propagation.deleteBaggage(extracted) : propagation.setBaggage(extracted, own);
}

/** True if a span of this process is active, recorded or not: whoever has started it decides. */
function hasHostSpan(): boolean {
  const active = trace.getActiveSpan()?.spanContext();
  return active !== undefined && isSpanContextValid(active) && active.isRemote !== true;
}

async function answerIn(
  span: Span,
  traced: TracedRequest,
  answer: () => Promise<HttpResponse | undefined>,
): Promise<HttpResponse | undefined> {
  try {
    const response = await answer();
    if (response !== undefined)
      quietly(() => {
        if (span.isRecording()) describe(span, traced, response.status);
      });
    return response;
  } finally {
    endSpan(span);
  }
}

/** A path of no route may have anything in it, and one of a route may begin with a secret: the route alone is told. */
function describe(span: Span, { method, isServer, answered }: TracedRequest, status: number): void {
  const { route, errcode } = answered ?? {};
  if (route !== undefined) span.updateName(`${method === '_OTHER' ? 'HTTP' : method} ${route}`);
  span.setAttributes({
    ...(route === undefined ? {} : { 'http.route': route }),
    ...(errcode === undefined ? {} : { 'threepid.errcode': errcode }),
    ...(isServer ? serverAttributes(route, status) : {}),
  });
  if (status < 500) return;
  span.setAttribute('error.type', String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function serverAttributes(route: string | undefined, status: number): Attributes {
  return { 'http.response.status_code': status, 'url.path': route ?? 'REDACTED' };
}

/** The SDK's record of the server's span, by which instrumentations of web frameworks tell that of HTTP the route. */
const rpcMetadataKey = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

interface RpcMetadata {
  route?: string;
}

/** Without it, the host's server span has no route, or one of the web framework's that says less. */
function tellHost({ isServer }: TracedRequest, route: string | undefined): void {
  if (isServer || route === undefined) return;
  const metadata = context.active().getValue(rpcMetadataKey) as RpcMetadata | undefined;
  if (metadata !== undefined) metadata.route = route;
}

const headers: TextMapGetter<HttpRequest['headers']> = {
  keys: (carrier) => Object.keys(carrier),
  get: (carrier, name) => {
    const value = carrier[name.toLowerCase()];
    return value === undefined || typeof value === 'string' ? value : [...value];
  },
};
