import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { SmsFault, SmsPeer, SmsPeerMessage } from '../sms-sender/sms-peer.js';

/** A request as it came over the wire. */
export interface SmsPeerRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What an HTTP peer answers. */
export interface SmsPeerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of a request that the provider looked at: a message to send, or an answer at once. */
export type SmsPeerJudgement<Message extends SmsPeerMessage> =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'answer'; readonly answer: SmsPeerAnswer };

/** Faults that are told by an answer; the others are played with the connection. */
export type AnsweredSmsFault = Exclude<
  SmsFault,
  'hang' | 'cut-before-reading' | 'cut-after-reading' | 'down'
>;

/** One provider's HTTP API, seen from its side. */
export interface SmsHttpProvider<Message extends SmsPeerMessage> {
  /** Checks a request as the provider does. */
  judge(request: SmsPeerRequest): SmsPeerJudgement<Message>;
  /** The answer to an accepted message. */
  accept(message: Message): SmsPeerAnswer;
  /** The answer that tells a fault. */
  fail(fault: AnsweredSmsFault, message: Message | undefined): SmsPeerAnswer;
}

/** An answer of a test's own; `sent` says whether the message counts as one that may have gone out. */
interface OwnAnswer {
  readonly answer: SmsPeerAnswer;
  readonly sent: boolean;
}

type Behaviour = SmsFault | 'accept' | OwnAnswer;

/** Faults after which the message may have gone out. */
const sentAllTheSame: ReadonlySet<Behaviour> = new Set([
  'server-error',
  'hang',
  'cut-after-reading',
  'malformed-answer',
]);

/**
 * A provider's HTTP API on a free port of 127.0.0.1, for tests: checks each request as the provider does, and fails on
 * demand. Close it after the test.
 */
export class SmsHttpPeer<Message extends SmsPeerMessage> implements SmsPeer {
  readonly #provider: SmsHttpProvider<Message>;
  readonly #server: Server;
  readonly #messages: Message[] = [];
  readonly #requests: SmsPeerRequest[] = [];
  #behaviour: Behaviour = 'accept';
  #times = Infinity;
  #port = 0;

  private constructor(provider: SmsHttpProvider<Message>) {
    this.#provider = provider;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // An idle connection that the peer closed just as a client sends on it would be one more failure, that no test plays.
    this.#server.keepAliveTimeout = 0;
    this.#server.on('connection', (socket: Socket) => {
      this.#meet(socket);
    });
  }

  /** Starts one; it accepts. */
  static async start<Message extends SmsPeerMessage>(
    provider: SmsHttpProvider<Message>,
  ): Promise<SmsHttpPeer<Message>> {
    const peer = new SmsHttpPeer(provider);
    await peer.#listen();
    return peer;
  }

  /** Such as `http://127.0.0.1:45123`. */
  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Every request that was read whole, oldest first. */
  get requests(): readonly SmsPeerRequest[] {
    return this.#requests;
  }

  async play(behaviour: SmsFault | 'accept', times = Infinity): Promise<void> {
    this.#behaviour = behaviour;
    this.#times = times;
    if (behaviour === 'down') await this.close();
    else if (!this.#server.listening) await this.#listen();
  }

  /** Answers the next `times` requests with `answer`; `sent` says whether their messages count as gone out. */
  playAnswer(answer: SmsPeerAnswer, options: { readonly sent: boolean; readonly times?: number }): void {
    this.#behaviour = { answer, sent: options.sent };
    this.#times = options.times ?? Infinity;
  }

  /** Stops it, also in the middle of requests. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #meet(socket: Socket): void {
    if (this.#behaviour === 'cut-before-reading') socket.destroy();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#behaviour === 'cut-before-reading') return void request.socket.destroy();
    const read = await readRequest(request).catch(() => undefined);
    if (read === undefined) return;
    this.#requests.push(read);
    const behaviour = this.#next();
    const answer = this.#answerTo(read, behaviour);
    if (behaviour === 'hang') return;
    if (behaviour === 'cut-after-reading') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  /** What the request gets; keeps its message if that may have gone out. */
  #answerTo(request: SmsPeerRequest, behaviour: Behaviour): SmsPeerAnswer {
    const judged = this.#provider.judge(request);
    const message = judged.kind === 'message' ? judged.message : undefined;
    if (message !== undefined && mayHaveGoneOut(behaviour)) this.#messages.push(message);
    if (typeof behaviour === 'object') return behaviour.answer;
    if (isAnswered(behaviour)) return this.#provider.fail(behaviour, quoting(behaviour, request, message));
    return judged.kind === 'message' ? this.#provider.accept(judged.message) : judged.answer;
  }

  #next(): Behaviour {
    const behaviour = this.#behaviour;
    this.#times -= 1;
    if (this.#times <= 0) this.#behaviour = 'accept';
    return behaviour;
  }
}

/**
 * For an error of the server, the message's text with the request's head, as a debug page would show it: so whatever quotes
 * the text quotes the credentials too, and the contract sees whether the sender keeps them from the log.
 */
function quoting<Message extends SmsPeerMessage>(
  behaviour: AnsweredSmsFault,
  { path, headers }: SmsPeerRequest,
  message: Message | undefined,
): Message | undefined {
  if (behaviour !== 'server-error' || message === undefined) return message;
  return { ...message, text: `${JSON.stringify(headers)} ${path} ${message.text}` };
}

function mayHaveGoneOut(behaviour: Behaviour): boolean {
  if (typeof behaviour === 'object') return behaviour.sent;
  return behaviour === 'accept' || sentAllTheSame.has(behaviour);
}

function isAnswered(behaviour: SmsFault | 'accept'): behaviour is AnsweredSmsFault {
  return !['accept', 'hang', 'cut-before-reading', 'cut-after-reading', 'down'].includes(behaviour);
}

async function readRequest(request: IncomingMessage): Promise<SmsPeerRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
}
