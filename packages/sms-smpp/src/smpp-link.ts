import smpp, { type Fields, type Pdu, type Session } from 'smpp';
import { OperatorError } from '@threepid/core';
import { SmppStatusError } from './command-status.js';
import type { SmppSettings } from './smpp-options.js';
import { SubmissionWindow, type Leave } from './submission-window.js';
import { unlessAborted } from './unless-aborted.js';

/** An exchange that got no answer and will get none. */
export class SmppLinkError extends OperatorError {
  override readonly name = 'SmppLinkError';

  /** @param written true if the SMSC may have read the request. */
  constructor(
    message: string,
    readonly written: boolean,
    cause?: unknown,
  ) {
    super(`smpp: ${message}`, cause === undefined ? {} : { cause });
  }
}

/** The SMSC's requests that are answered; others need no answer, or have none. */
const answeredCommands = new Set(['deliver_sm', 'data_sm', 'enquire_link', 'unbind', 'unknown']);

/** interface_version of SMPP 3.4. */
const version = 0x34;

/**
 * Connects and binds.
 *
 * @param onDelivery gets everything that the SMSC delivers: receipts, and messages from people.
 * @throws SmppStatusError if the SMSC refuses the bind; Error if there is no session within the time-out, or `signal`
 * aborts.
 */
export async function openLink(
  settings: SmppSettings,
  onDelivery: (pdu: Pdu) => void,
  signal: AbortSignal,
): Promise<SmppLink> {
  const link = new SmppLink(settings, onDelivery);
  const timer = setTimeout(() => {
    link.drop(new OperatorError(`not bound within ${settings.timeoutMs} ms`));
  }, settings.timeoutMs);
  timer.unref();
  try {
    await unlessAborted(link.bind(), signal, () => new OperatorError('closed while binding'));
    return link;
  } catch (cause) {
    link.drop(new OperatorError('not bound', { cause }));
    throw cause instanceof SmppStatusError ? cause : new OperatorError('smpp: could not bind', { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** A session with an SMSC, from the connection to its end. */
export class SmppLink {
  /** Resolves with the cause once the session is over. */
  readonly ended: Promise<Error>;
  private readonly session: Session;
  private readonly window: SubmissionWindow;
  /** Rejects the promises of those who wait for an answer, when there will be none. */
  private readonly unanswered = new Set<(cause: Error) => void>();
  private readonly end: (cause: Error) => void;
  /**
   * Submissions that nobody waits for any more. They keep their place in the window, because the SMSC still counts them
   * as outstanding. A message that has no place is not written, and so certainly not taken.
   */
  private overdue = new Set<Leave>();
  private longOverdue = new Set<Leave>();
  private enquiring = false;
  private enquiries: NodeJS.Timeout | undefined;
  private cause: Error | undefined;

  constructor(
    private readonly settings: SmppSettings,
    private readonly onDelivery: (pdu: Pdu) => void,
  ) {
    const { host, port, tls, window } = settings;
    let end: (cause: Error) => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    this.end = end;
    this.window = new SubmissionWindow(window);
    this.session = smpp.connect({
      ...(typeof tls === 'object' ? tls : {}),
      host,
      port,
      tls: tls !== false,
      noDelay: true,
    });
    this.session.on('error', (error: Error) => {
      this.drop(error);
    });
    this.session.on('close', () => {
      this.drop(new OperatorError('the SMSC closed the connection'));
    });
    this.session.on('pdu', (pdu: Pdu) => {
      this.meet(pdu);
    });
  }

  /** @throws SmppStatusError if the SMSC refuses; SmppLinkError if the session ends first. */
  async bind(): Promise<void> {
    const { systemId, password, systemType, bindType, tls } = this.settings;
    await this.answered((connected) => {
      this.session.once(tls === false ? 'connect' : 'secureConnect', connected);
      return true;
    });
    const fields = { system_id: systemId, password, system_type: systemType, interface_version: version };
    const answer = await this.answered<Pdu>((answered) => this.session[`bind_${bindType}`](fields, answered));
    if (answer.command_status !== 0) throw new SmppStatusError(answer.command, answer.command_status);
    this.enquiries = setInterval(() => {
      this.enquire();
    }, this.settings.enquireLinkMs).unref();
  }

  /**
   * Submits as soon as the window has room, and resolves with the answer.
   *
   * @throws SmppLinkError if there is no answer, because the session ended or `signal` aborted.
   */
  async submit(fields: Fields, signal: AbortSignal): Promise<Pdu> {
    const leave = await this.enter(signal);
    const answer = this.answered<Pdu>((answered) => this.session.submit_sm(fields, answered));
    answer.then(leave, leave);
    return unlessAborted(answer, signal, () => {
      this.overdue.add(leave);
      return new SmppLinkError('no answer in time', true);
    });
  }

  /** Sends an enquire_link. Drops the session if the previous one was not answered. */
  enquire(): void {
    this.forgiveOverdue();
    if (this.enquiring) this.drop(new OperatorError('enquire_link was not answered'));
    else this.enquiring = this.session.enquire_link({}, () => (this.enquiring = false));
  }

  /** Ends the session as the specification asks, or abruptly if the SMSC doesn't answer within the time-out. */
  async unbind(): Promise<void> {
    const timer = setTimeout(() => {
      this.drop(new OperatorError('unbind was not answered'));
    }, this.settings.timeoutMs);
    timer.unref();
    const answer = this.answered<Pdu>((answered) => this.session.unbind({}, answered));
    await answer.catch(() => undefined);
    clearTimeout(timer);
    this.drop(new OperatorError('unbound'));
  }

  /** Ends the session at once. */
  drop(cause: Error): void {
    if (this.cause !== undefined) return;
    this.cause = cause;
    clearInterval(this.enquiries);
    this.session.destroy();
    this.window.close(new SmppLinkError('the session ended', false, cause));
    for (const fail of this.unanswered) fail(new SmppLinkError('the session ended', true, cause));
    this.unanswered.clear();
    this.end(cause);
  }

  private async enter(signal: AbortSignal): Promise<Leave> {
    const entered = this.window.enter();
    try {
      return await unlessAborted(
        entered,
        signal,
        () => new SmppLinkError('no room in the window in time', false),
      );
    } catch (error) {
      // A place that comes too late goes to the next in the queue.
      entered.then(
        (leave) => {
          leave();
        },
        () => undefined,
      );
      throw error;
    }
  }

  /** Resolves with the answer to `request`. Rejects if nothing could be written, or the session ends first. */
  private answered<T = void>(request: (answered: (answer: T) => void) => boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      const answered = (answer: T): void => {
        this.unanswered.delete(reject);
        resolve(answer);
      };
      if (this.cause !== undefined || !request(answered)) {
        reject(new SmppLinkError('the session has ended', false, this.cause));
        return;
      }
      this.unanswered.add(reject);
    });
  }

  /**
   * Gives up on answers that were already overdue at the previous enquiry, so that lost answers don't block the window.
   */
  private forgiveOverdue(): void {
    for (const leave of this.longOverdue) leave();
    this.longOverdue = this.overdue;
    this.overdue = new Set();
  }

  private meet(pdu: Pdu): void {
    if (pdu.isResponse() || !answeredCommands.has(pdu.command)) return;
    this.session.send(pdu.response());
    if (pdu.command === 'unbind') this.drop(new OperatorError('the SMSC unbound'));
    else if (pdu.command === 'deliver_sm' || pdu.command === 'data_sm') this.onDelivery(pdu);
  }
}
