import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Options of an SMSC. */
export interface PerlSmscOptions {
  /** A TCP port of 127.0.0.1; default: any free one. */
  readonly port?: number;
  /** The system id of clients. Default: `threepid`. */
  readonly systemId?: string;
  /** The password of clients. Default: `secret08`. */
  readonly password?: string;
  /** The perl executable. Default: `perl`. */
  readonly perl?: string;
}

/** An event of the SMSC; `event` is its name, the rest are its fields. */
export interface SmscEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A received submit_sm: the fields of SMPP 3.4, section 4.4.1. */
export interface SmscSubmission {
  readonly messageId: string;
  /** The command status of its answer; 0: accepted. */
  readonly status: number;
  readonly service_type: string;
  readonly source_addr_ton: number;
  readonly source_addr_npi: number;
  readonly source_addr: string;
  readonly dest_addr_ton: number;
  readonly dest_addr_npi: number;
  readonly destination_addr: string;
  readonly esm_class: number;
  readonly registered_delivery: number;
  readonly data_coding: number;
  readonly validity_period: string;
  /** Hexadecimal digits. */
  readonly short_message: string;
  /** Hexadecimal digits; null: the parameter was not there. */
  readonly message_payload: string | null;
}

/** A whole message, its parts put together. */
export interface SmscMessage {
  /** As submitted: without a `+`. */
  readonly to: string;
  readonly alphabet: 'GSM 03.38' | 'UCS-2';
  readonly text: string;
}

/**
 * The SMSC's answer to a submit_sm.
 *
 * - `accept`: with an id. `messageId` sets it.
 * - `answer`: with `status`.
 * - `hold`: not at all until `release`.
 * - `hang`: not at all, and neither to enquire_link.
 * - `cut`: it reads it and closes the connection.
 * - `rubbish`: with octets that aren't a PDU.
 */
export interface SmscBehaviour {
  readonly as: 'accept' | 'answer' | 'hold' | 'hang' | 'cut' | 'rubbish';
  readonly status?: number;
  readonly messageId?: string;
  /** Number of submissions, after which it accepts again. Default: permanently. */
  readonly times?: number;
}

/**
 * How the SMSC meets a bind: `check` system id and password, `answer` with a status, `hang` without an answer, or `cut`
 * each connection before anything is read.
 */
export interface SmscBinding {
  readonly as: 'check' | 'answer' | 'hang' | 'cut';
  readonly status?: number;
}

/** A deliver_sm for every bound client. */
export interface SmscDelivery {
  readonly text: string;
  /** Default 4: a delivery receipt. */
  readonly esmClass?: number;
  /** Default 0. */
  readonly dataCoding?: number;
  /** Optional parameters by their names in the specification; values as hexadecimal digits. */
  readonly optional?: Readonly<Record<string, string>>;
}

const script = fileURLToPath(new URL('../../src/smsc/perl-smsc.pl', import.meta.url));
const missing =
  'the SMSC for tests needs perl with Net::SMPP, which is not there: apt-get install libnet-smpp-perl';

/**
 * Starts an SMSC on 127.0.0.1 that shares no code with the tested sender: Net::SMPP of Debian's `libnet-smpp-perl`. It
 * ends with `stop` or with this process.
 *
 * @throws Error that says what to install if perl or Net::SMPP is missing, or what perl said.
 */
export async function startPerlSmsc(options: PerlSmscOptions = {}): Promise<PerlSmsc> {
  const { port = 0, systemId = 'threepid', password = 'secret08', perl = 'perl' } = options;
  const child = spawn(perl, [script, JSON.stringify({ port, systemId, password })]);
  const smsc = new PerlSmsc(child);
  await smsc.started();
  return smsc;
}

/** A running SMSC. Each method resolves once the SMSC has executed it. */
export class PerlSmsc {
  /** All submissions, oldest first, refused ones too. */
  readonly submissions: SmscSubmission[] = [];
  /**
   * The whole messages of submissions that may be under way: accepted, never answered, or answered with ESME_RSYSERR
   * or ESME_RUNKNOWNERR.
   */
  readonly messages: SmscMessage[] = [];
  /** Every event but those of `submissions` and `messages`. */
  readonly events: SmscEvent[] = [];
  private readonly arrivals = new EventEmitter();
  private readonly exited: Promise<unknown>;
  private complaint = '';
  private portNumber = 0;
  private commands = 0;

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.exited = new Promise((resolve) => child.once('close', resolve));
    child.on('error', (error) => (this.complaint += error.message));
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaint = text.slice(-2_000)));
    createInterface(child.stdout).on('line', (line) => {
      this.note(JSON.parse(line) as SmscEvent);
    });
    this.arrivals.setMaxListeners(0);
  }

  get port(): number {
    return this.portNumber;
  }

  /** Resolves once it listens. */
  async started(): Promise<void> {
    const event = await Promise.race([this.next('listening'), this.exited]);
    if (this.portNumber !== 0 && event !== undefined) return;
    const unavailable = /Can't locate Net\/SMPP|ENOENT/.test(this.complaint);
    throw new Error(unavailable ? missing : `the SMSC for tests did not start: ${this.complaint}`);
  }

  behave(behaviour: SmscBehaviour): Promise<void> {
    return this.command('behave', behaviour);
  }

  binding(binding: SmscBinding): Promise<void> {
    return this.command('binding', binding);
  }

  /** Changes the password for clients that bind from now on. */
  password(password: string): Promise<void> {
    return this.command('password', { password });
  }

  /** Answers the submissions that are held: the oldest `count`, or all. */
  release(count?: number): Promise<void> {
    return this.command('release', count === undefined ? {} : { count });
  }

  deliver(delivery: SmscDelivery): Promise<void> {
    return this.command('receipt', delivery);
  }

  /** Sends raw octets to every client, given as hexadecimal digits. */
  raw(octets: string): Promise<void> {
    return this.command('raw', { octets });
  }

  /** Sends every client an enquire_link and resolves with the first answer. */
  async enquire(): Promise<void> {
    const answered = this.next('enquire-link-resp');
    await this.command('enquire', {});
    await answered;
  }

  /** Unbinds every client, and resolves once all are gone. */
  unbind(): Promise<void> {
    return this.command('unbind', {});
  }

  /** Closes every connection, and resolves once all clients have noticed. */
  hangUp(): Promise<void> {
    return this.command('hang-up', {});
  }

  /** Closes every connection and listens no more. */
  down(): Promise<void> {
    return this.command('down', {});
  }

  /** Listens again, on the same port. */
  up(): Promise<void> {
    return this.command('up', {});
  }

  /** Resolves once all events so far have arrived here. */
  sync(): Promise<void> {
    return this.command('sync', {});
  }

  /** Resolves with the next event of a name that `matches`; those of the past don't count. */
  next(event: string, matches: (event: SmscEvent) => boolean = () => true): Promise<SmscEvent> {
    return new Promise((resolve) => {
      const look = (one: SmscEvent): void => {
        if (!matches(one)) return;
        this.arrivals.off(event, look);
        resolve(one);
      };
      this.arrivals.on(event, look);
    });
  }

  /** Resolves once there have been so many submissions. */
  async submitted(count: number): Promise<void> {
    while (this.submissions.length < count) await this.next('submit');
  }

  /** Kills it without notifying its clients. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.exited;
  }

  private async command(name: string, parameters: object): Promise<void> {
    const id = (this.commands += 1);
    const done = this.next('done', (event) => event['id'] === id);
    this.child.stdin.write(`${JSON.stringify({ ...parameters, id, do: name })}\n`);
    await Promise.race([done, this.exited.then(() => this.refuse(name))]);
  }

  private refuse(name: string): never {
    throw new Error(`the SMSC for tests ended before '${name}': ${this.complaint}`);
  }

  private note(event: SmscEvent): void {
    if (isSubmission(event)) this.submissions.push(event);
    else if (isMessage(event)) this.messages.push(event);
    else this.events.push(event);
    if (event.event === 'listening') this.portNumber = Number(event['port']);
    this.arrivals.emit(event.event, event);
  }
}

function isSubmission(event: SmscEvent): event is SmscEvent & SmscSubmission {
  return event.event === 'submit';
}

function isMessage(event: SmscEvent): event is SmscEvent & SmscMessage {
  return event.event === 'message';
}
