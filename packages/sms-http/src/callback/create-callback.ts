import {
  e164Of,
  type CallbackAnswer,
  type CallbackRequest,
  type DeliveryReceipt,
  type DeliveryState,
  type ProviderCallback,
} from '@threepid/core';
import { compilePlace, type Finder } from '../answer/place.js';
import type {
  CallbackCheck,
  CallbackDeclaration,
  StateDeclaration,
} from '../declaration/sms-http-declaration.js';
import type { SetSettings } from '../settings/settings-for.js';
import { placeholdersOf } from '../template/parse-template.js';
import { fieldsOf, type CallbackParts } from './callback-fields.js';
import { compileCheck } from './compile-check.js';

/**
 * Makes the callback of a declaration. Undefined if a setting of its check isn't set: a call that nobody can check would
 * let anybody report anything.
 *
 * @param name the sender's.
 * @param tell gets each receipt.
 */
export function createCallback(
  declared: CallbackDeclaration,
  name: string,
  settings: SetSettings,
  tell: (receipt: DeliveryReceipt) => void,
): ProviderCallback | undefined {
  const isOfProvider = compileCheck(declared.check, settings);
  if (isOfProvider === undefined) return undefined;
  const receiptOf = compileReceipt(declared, name);
  const signed = signedParts(declared.check);
  const handle = (request: CallbackRequest): CallbackAnswer => {
    if (!isOfProvider(request, fieldsOf(request))) return { status: 403 };
    const receipt = receiptOf({ headers: request.headers, document: fieldsOf(request, signed) });
    if (receipt === undefined) return { status: 400 };
    tell(receipt);
    return { status: 204 };
  };
  return { name, methods: declared.methods, handle };
}

/** What the signature covers: anybody could have written the rest. */
function signedParts({ text }: CallbackCheck): CallbackParts {
  const names = placeholdersOf(text);
  const all = names.includes('sortedFields');
  return { query: all || names.includes('query'), body: all || names.includes('body') };
}

function compileReceipt(
  { id, state, code, to }: CallbackDeclaration,
  sender: string,
): (from: Parameters<Finder>[0]) => DeliveryReceipt | undefined {
  const idOf = compilePlace(id);
  const stateOf = compileState(state);
  const codeOf = code === undefined ? undefined : compilePlace(code);
  const toOf = to === undefined ? undefined : compilePlace(to);
  return (from) => {
    const messageId = idOf(from);
    if (messageId === undefined) return undefined;
    return {
      sender,
      messageId,
      state: stateOf(from),
      code: codeOf?.(from),
      to: e164Of(toOf?.(from)?.trim() ?? ''),
    };
  };
}

function compileState({
  at,
  delivered,
  undelivered,
}: StateDeclaration): (from: Parameters<Finder>[0]) => DeliveryState {
  const find = compilePlace(at);
  const states = new Map<string, DeliveryState>([
    ...delivered.map((value) => [String(value), 'delivered'] as const),
    ...undelivered.map((value) => [String(value), 'undelivered'] as const),
  ]);
  return (from) => states.get(find(from) ?? '') ?? 'under-way';
}
