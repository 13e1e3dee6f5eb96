import type { MessageOrigin } from '@threepid/core';
import type { AwsMessageOptions } from './aws-sms-options.js';

/** Where messages with these options come from, as far as the options tell. */
export function originOf({ originationIdentity, entityId, templateId }: AwsMessageOptions): MessageOrigin {
  const from = originationIdentity === undefined ? undefined : shownAs(originationIdentity);
  return { from, isPool: originationIdentity !== undefined && from === undefined, entityId, templateId };
}

/**
 * What people see: a number, or a sender id, which has 11 characters at most. Undefined for the id or ARN of a number, a
 * pool or an agent, which don't tell what was set up behind them.
 */
function shownAs(identity: string): string | undefined {
  const [, senderId] = /:sender-id\/([^/]+)/.exec(identity) ?? [];
  if (senderId !== undefined) return senderId;
  return /^(?:\+?\d+|[A-Za-z0-9_-]{1,11})$/.test(identity) ? identity : undefined;
}
