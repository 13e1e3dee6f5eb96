import type { ConnectionOptions } from 'node:tls';
import { silentLogger, systemClock, withLoggableErrors, type Clock, type Logger } from '@threepid/core';
import type { StatusMeaning } from './command-status.js';
import type { DeliveryReceipt } from './delivery-receipt.js';

/** An address with its type of number and numbering plan: SMPP 3.4, sections 5.2.5 and 5.2.6. */
export interface SmppAddress {
  readonly address: string;
  readonly ton: number;
  readonly npi: number;
}

/** Delays between attempts to bind that nobody waits for. */
export interface SmppReconnectOptions {
  /** After the first failure; doubled after each more. Also the least time between two attempts. Default 1,000. */
  readonly initialDelayMs?: number;
  /** Default 30,000. Also after a bind that the SMSC refused. */
  readonly maxDelayMs?: number;
}

/** How to reach an SMSC, and how to write to it. */
export interface SmppOptions {
  readonly host: string;
  readonly port: number;
  /** True, or the options of `tls.connect`. Default: no TLS. */
  readonly tls?: boolean | ConnectionOptions;
  readonly systemId: string;
  readonly password: string;
  /** Default: empty. */
  readonly systemType?: string;
  /** `transmitter` for an SMSC that allows nothing else; there are no receipts then. Default `transceiver`. */
  readonly bindType?: 'transceiver' | 'transmitter';
  /**
   * Who the message comes from: a number, a short code or up to 11 letters and digits. TON and NPI follow from its
   * form: 5/0 with letters, 3/0 for 3 to 8 digits, 1/1 for more. Default: empty, so that the SMSC chooses.
   */
  readonly source?: string | SmppAddress;
  /** Of every destination. Default `{ ton: 1, npi: 1 }`, international and E.164. */
  readonly destination?: { readonly ton: number; readonly npi: number };
  /** service_type. Default: empty. */
  readonly serviceType?: string;
  /** How a text goes that one short message doesn't hold. Default `parts`: by user data headers. */
  readonly longMessages?: 'parts' | 'payload';
  /** How long the SMSC may try, in milliseconds, rounded up to seconds. Default: as long as it does. */
  readonly validityMs?: number;
  /** Which receipts to ask for. Default `final` with `onDeliveryReceipt`, else `none`. */
  readonly registeredDelivery?: 'none' | 'final' | 'failure';
  /** Called for each receipt, also for those of messages sent before a restart. What it throws is logged. */
  readonly onDeliveryReceipt?: (receipt: DeliveryReceipt) => void | Promise<void>;
  /** For a message from `send` to its answer, and for binding. Default 10,000. */
  readonly timeoutMs?: number;
  /** How many submissions may wait for their answers at once. Default 10. */
  readonly window?: number;
  /** How often to ask whether the SMSC is there; an unanswered enquiry ends the session at the next. Default 30,000. */
  readonly enquireLinkMs?: number;
  readonly reconnect?: SmppReconnectOptions;
  /** What this SMSC's statuses mean, by command_status; goes before the specification. */
  readonly statuses?: Readonly<Record<number, StatusMeaning>>;
  /** For logs and for `failover`. Default `smpp`. */
  readonly name?: string;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The options with everything decided. */
export interface SmppSettings extends Required<
  Omit<SmppOptions, 'source' | 'reconnect' | 'validityMs' | 'onDeliveryReceipt'>
> {
  readonly source: SmppAddress;
  readonly reconnect: Required<SmppReconnectOptions>;
  /** A relative time of SMPP 3.4, section 7.1.1, or empty. */
  readonly validityPeriod: string;
  readonly onDeliveryReceipt: ((receipt: DeliveryReceipt) => void | Promise<void>) | undefined;
}

/** @throws TypeError for options that can't work. */
export function settingsOf(options: SmppOptions): SmppSettings {
  const { validityMs, ...given } = options;
  checkOptions(options);
  return {
    ...defaults,
    registeredDelivery: options.onDeliveryReceipt === undefined ? 'none' : 'final',
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
      'smpp: a transmitter gets no delivery receipts; bind as transceiver or drop onDeliveryReceipt',
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

/** `YYMMDDhhmmsstnnR`. Days, so that no month's length matters. */
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
