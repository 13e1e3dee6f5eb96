import { closestName, type DeliveryLimitOptions, type LimitOptions, type MessageLimit } from '@threepid/core';
import { list } from './list.js';

/** `on`: the defaults. `off`: none. Else those that are set; the others keep their defaults. */
export type LimitSettings = 'on' | 'off' | LimitOptions;

const form =
  'must be on, off or a list such as perNumber=5/10m+20/24h,perAddress=20/1h,deliveries.perBlock=40/1h';

const ofMessages = ['perNumber', 'perNumberAndAddress', 'perAddress', 'perSite', 'perNetwork'] as const;
const ofLookups = ['lookupsPerAddress', 'lookupsPerSite', 'lookupsPerNetwork'] as const;

/** The names of all limits, as `THREEPID_LIMITS` has them. */
export const limitNames: readonly string[] = [
  ...ofMessages,
  ...ofLookups,
  ...[...ofMessages, 'perBlock'].map((name) => `deliveries.${name}`),
];

const msOf = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Accepts `on`, `off`, or `perNumber=5/10m+20/24h,perAddress=20/1h,deliveries.perBlock=off`. */
export function limits(text: string): LimitSettings {
  if (text === 'on' || text === 'off') return text;
  const own: Record<string, readonly MessageLimit[]> = {};
  const deliveries: Record<string, readonly MessageLimit[]> = {};
  const entries = list(text);
  if (entries.length === 0) throw new TypeError(form);
  for (const entry of entries) {
    const [name = '', value = '', ...more] = entry.split('=');
    if (value === '' || more.length > 0) throw new TypeError(form);
    checkName(name);
    const [target, key] = name.startsWith('deliveries.') ? [deliveries, name.slice(11)] : [own, name];
    if (Object.hasOwn(target, key)) throw new TypeError(`must give ${name} only once`);
    target[key] = value === 'off' ? [] : value.split('+').map((one) => limit(name, one));
  }
  return { ...own, ...(Object.keys(deliveries).length > 0 ? { deliveries } : {}) };
}

function checkName(name: string): void {
  if (limitNames.includes(name)) return;
  const closest = closestName(name, limitNames);
  const hint = closest === undefined ? '' : `; did you mean ${closest}?`;
  throw new TypeError(`must be a list of: ${limitNames.join(', ')}${hint}`);
}

function limit(name: string, text: string): MessageLimit {
  const [, messages = '', count = '', unit] = /^([1-9]\d{0,8})\/(\d{1,6})?([smhd])$/.exec(text.trim()) ?? [];
  const windowMs = unit === undefined ? 0 : Number(count || '1') * msOf[unit as keyof typeof msOf];
  if (windowMs > 0) return { messages: Number(messages), windowMs };
  throw new TypeError(
    `must give ${name} as a number of 1 or more in a time of s, m, h or d, such as 5/10m, several as 5/10m+20/24h, or as off`,
  );
}

/** The limits as they are set: `perNumber 5/10m+20/24h`. Empty for the defaults. */
export function limitsText(given: LimitSettings): string {
  if (typeof given === 'string') return given === 'on' ? '' : given;
  const { deliveries = {}, ...own } = given;
  const named = [...entriesOf(own, ''), ...entriesOf(deliveries, 'deliveries.')];
  return named.map(([name, all]) => `${name} ${all.map(textOf).join('+') || 'off'}`).join(', ');
}

function entriesOf(
  given: Omit<LimitOptions, 'deliveries'> | DeliveryLimitOptions,
  prefix: string,
): readonly (readonly [name: string, limits: readonly MessageLimit[]])[] {
  const entries: readonly (readonly [name: string, limits?: readonly MessageLimit[]])[] =
    Object.entries(given);
  return entries.map(([name, all = []]) => [`${prefix}${name}`, all] as const);
}

/** In the longest unit that fits. 24 hours stay hours, as people write them. */
function textOf({ messages, windowMs }: MessageLimit): string {
  const isWhole = (unit: keyof typeof msOf) => windowMs % msOf[unit] === 0;
  const days = isWhole('d') && windowMs > msOf.d ? ('d' as const) : undefined;
  const unit = days ?? (['h', 'm'] as const).find(isWhole) ?? 's';
  return `${messages}/${windowMs / msOf[unit]}${unit}`;
}

/** The option `limits` of `createThreepid`. */
export function limitsOptionOf(given: LimitSettings): { readonly limits?: LimitOptions | false } {
  if (given === 'on') return {};
  return { limits: given === 'off' ? false : given };
}
