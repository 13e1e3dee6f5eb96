import type { ConnectionOptions } from 'node:tls';
import {
  silentLogger,
  systemClock,
  withLoggableErrors,
  type Clock,
  type FailureMeaning,
  type Logger,
} from '@threepid/core';
import type { SmppReceipt } from './smpp-receipt.js';

/** An address with its type of number and numbering plan. Source: SMPP 3.4, sections 5.2.5 and 5.2.6. */
export interface SmppAddress {
  readonly address: string;
  readonly ton: number;
  readonly npi: number;
}

/** Delays between attempts to bind in the background. */
export interface SmppReconnectOptions {
  /**
   * Delay after the first failure, in milliseconds; doubled after each further one. Also the minimum time between two
   * attempts. Default: 1,000.
   */
  readonly initialDelayMs?: number;
  /** Maximum delay, in milliseconds; also the delay after a bind that the SMSC refused. Default: 30,000. */
  readonly maxDelayMs?: number;
}

/** Options of `SmppSmsSender`. */
export interface SmppOptions {
  readonly host: string;
  readonly port: number;
  /** `true`, or options of `tls.connect`. Default: no TLS. */
  readonly tls?: boolean | ConnectionOptions;
  readonly systemId: string;
  readonly password: string;
  /** Default: empty. */
  readonly systemType?: string;
  /** `transmitter` for an SMSC that allows nothing else; it gets no receipts. Default: `transceiver`. */
  readonly bindType?: 'transceiver' | 'transmitter';
  /**
   * Sender of the message: a number, a short code, or up to 11 ASCII characters. TON and NPI follow from the form: 5/0
   * with letters, 3/0 for 3 to 8 digits, 1/1 for more. Default: empty, so the SMSC chooses.
   */
  readonly source?: string | SmppAddress;
  /** TON and NPI of every destination. Default: `{ ton: 1, npi: 1 }`, international and E.164. */
  readonly destination?: { readonly ton: number; readonly npi: number };
  /** service_type. Default: empty. */
  readonly serviceType?: string;
  /** Form of a text that doesn't fit in one short message. Default: `parts`, concatenated by user data headers. */
  readonly longMessages?: 'parts' | 'payload';
  /** Time the SMSC may keep trying, in milliseconds, rounded up to seconds. Default: the SMSC's own. */
  readonly validityMs?: number;
  /** Receipts to ask for. Default: `final` if somebody listens, as `createThreepid` does; `none` for a transmitter. */
  readonly registeredDelivery?: 'none' | 'final' | 'failure';
  /** Called for each receipt, including those of messages sent before a restart. Its errors are logged. */
  readonly onDeliveryReceipt?: (receipt: SmppReceipt) => void | Promise<void>;
  /** Time limit for a message from `send` to its answer, and for binding, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Maximum number of submissions that wait for their answers at once. Default: 10. */
  readonly window?: number;
  /**
   * Interval of enquire_link, in milliseconds. If one is still unanswered at the next, the session is dropped. Default:
   * 30,000.
   */
  readonly enquireLinkMs?: number;
  readonly reconnect?: SmppReconnectOptions;
  /** Meanings of this SMSC's statuses, by command_status; they override the specification. */
  readonly statuses?: Readonly<Record<number, FailureMeaning>>;
  /** Name in logs and for `failover`. Default: `smpp`. */
  readonly name?: string;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The options with all defaults applied. */
export interface SmppSettings extends Required<
  Omit<SmppOptions, 'source' | 'reconnect' | 'validityMs' | 'onDeliveryReceipt' | 'registeredDelivery'>
> {
  readonly source: SmppAddress;
  readonly reconnect: Required<SmppReconnectOptions>;
  /** A relative time of SMPP 3.4, section 7.1.1, or empty. */
  readonly validityPeriod: string;
  readonly registeredDelivery: SmppOptions['registeredDelivery'];
  readonly onDeliveryReceipt: ((receipt: SmppReceipt) => void | Promise<void>) | undefined;
}

/** @throws TypeError if an option is invalid. */
export function settingsOf(options: SmppOptions): SmppSettings {
  const { validityMs, ...given } = options;
  checkOptions(options);
  return {
    ...defaults,
    registeredDelivery: undefined,
    onDeliveryReceipt: undefined,
    ...given,
    source: sourceOf(options.source ?? ''),
    reconnect: { ...defaults.reconnect, ...options.reconnect },
    logger: withLoggableErrors(options.logger ?? silentLogger),
    validityPeriod: validityMs === undefined ? '' : relativeTime(validityMs),
  };
}

const defaults = {
  tls: false,
  systemType: '',
  bindType: 'transceiver',
  destination: { ton: 1, npi: 1 },
  serviceType: '',
  longMessages: 'parts',
  timeoutMs: 10_000,
  window: 10,
  enquireLinkMs: 30_000,
  reconnect: { initialDelayMs: 1_000, maxDelayMs: 30_000 },
  statuses: {},
  name: 'smpp',
  clock: systemClock,
} as const;

function checkOptions(options: SmppOptions): void {
  if (options.bindType === 'transmitter' && options.onDeliveryReceipt !== undefined) {
    throw new TypeError(
      'smpp: a transmitter gets no delivery receipts; bind as transceiver, or remove onDeliveryReceipt',
    );
  }
  for (const option of ['timeoutMs', 'window', 'enquireLinkMs', 'validityMs'] as const) {
    const value = options[option];
    if (value !== undefined && !(value >= 1)) throw new TypeError(`smpp: ${option} must be 1 or more`);
  }
}

function sourceOf(source: string | SmppAddress): SmppAddress {
  if (typeof source !== 'string') return source;
  const address = source.replace(/^\+(?=\d+$)/, '');
  if (address === '') return { address, ton: 0, npi: 0 };
  if (/^\d{3,8}$/.test(address)) return { address, ton: 3, npi: 0 };
  if (/^\d{9,15}$/.test(address)) return { address, ton: 1, npi: 1 };
  if (/^[\x20-\x7e]{1,11}$/.test(address)) return { address, ton: 5, npi: 0 };
  throw new TypeError(`smpp: source '${source}' is neither a number nor up to 11 ASCII characters`);
}

/** `YYMMDDhhmmsstnnR`, in days rather than months, whose lengths differ. */
function relativeTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const fields = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  if ((fields[0] ?? 0) > 30) throw new TypeError('smpp: validityMs must be 30 days or less');
  return `0000${fields.map((field) => String(field).padStart(2, '0')).join('')}000R`;
}
