import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { readFields, type ProtobufFields } from './protobuf-fields.js';

/** A span as it came over the wire. */
export interface ReceivedSpan {
  readonly name: string;
  /** As hexadecimal digits; the parent's is empty if there is none. */
  readonly id: string;
  readonly parentId: string;
  readonly traceId: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Of the service. */
  readonly resource: Readonly<Record<string, string | number | boolean>>;
  readonly events: number;
}

/** A collector that takes OTLP over HTTP, as bytes of protobuf, on a loopback port. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** Names of metrics. */
  readonly metrics = new Set<string>();
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[] = [];
  /** Everything that came, for searches. */
  received = Buffer.alloc(0);

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (request: IncomingMessage, response) => {
      void receiver
        .take(request)
        .then(() => response.setHeader('content-type', 'application/x-protobuf').end());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<void> {
    const { url: path = '', headers } = request;
    const body = await buffer(request);
    this.requests.push({ path, headers });
    this.received = Buffer.concat([this.received, body]);
    if (path === '/v1/traces') this.spans.push(...spansOf(body));
    if (path === '/v1/metrics') for (const name of metricsOf(body)) this.metrics.add(name);
  }
}

// The numbers are those of opentelemetry-proto 1: collector/trace, trace, collector/metrics, metrics, common, resource.

function spansOf(body: Uint8Array): readonly ReceivedSpan[] {
  return readFields(body)
    .messages(1)
    .flatMap((ofResource) => {
      const resource = attributesOf(ofResource.messages(1).flatMap((one) => one.messages(1)));
      const spans = ofResource.messages(2).flatMap((ofScope) => ofScope.messages(2));
      return spans.map((span) => spanOf(span, resource));
    });
}

function spanOf(span: ProtobufFields, resource: ReceivedSpan['resource']): ReceivedSpan {
  return {
    traceId: span.hex(1),
    id: span.hex(2),
    parentId: span.hex(4),
    name: span.text(5),
    kind: span.number(6),
    attributes: attributesOf(span.messages(9)),
    resource,
    events: span.messages(11).length,
  };
}

function metricsOf(body: Uint8Array): readonly string[] {
  const scopes = readFields(body)
    .messages(1)
    .flatMap((ofResource) => ofResource.messages(2));
  return scopes.flatMap((scope) => scope.messages(2)).map((metric) => metric.text(1));
}

function attributesOf(pairs: readonly ProtobufFields[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(pairs.map((pair) => [pair.text(1), valueOf(pair.messages(2)[0])] as const));
}

/** A text, a truth value or a whole number: the others are not in use. */
function valueOf(value: ProtobufFields | undefined): string | number | boolean {
  if (value?.has(2) === true) return value.number(2) === 1;
  if (value?.has(3) === true) return value.number(3);
  return value?.text(1) ?? '';
}
