// The only importer of tsyringe. It needs the metadata polyfill to be there before it is loaded.
import 'reflect-metadata';
import { container, inject, injectable, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Keyring, SecretKeys } from './domain/keyring.js';
import type { NextLinkRule } from './domain/next-link.js';
import type { TestNumbers } from './domain/test-numbers.js';
import type { HomeserverRules } from './use-cases/request-token-for-homeserver.js';
import type { IdentityAccountOptions } from './accounts/identity-accounts.js';
import type { IdentityServerClient } from './ports/identity-server-client.js';
import type { TermsPolicy } from './ports/terms-policy.js';
import type { AccountDirectory } from './ports/account-directory.js';
import type { Clock } from './ports/clock.js';
import type { Logger } from './ports/logger.js';
import type { MessageTemplates } from './ports/message-templates.js';
import type { SendPolicy } from './ports/send-policy.js';
import type { SessionStorage } from './ports/session-storage.js';
import type { SmsSender } from './ports/sms-sender.js';
import type { TrustPolicy } from './ports/trust-policy.js';
import type { SessionRules } from './domain/session-rules.js';

export { inject, injectable };
export type { DependencyContainer };

/** The tokens of the ports and of the rules that come from the options. Symbols, so that no name can clash. */
export const tokens = {
  accountDirectory: Symbol('AccountDirectory'),
  clock: Symbol('Clock'),
  homeserverRules: Symbol('HomeserverRules'),
  identityAccountOptions: Symbol('IdentityAccountOptions'),
  identityServerClient: Symbol('IdentityServerClient'),
  indexKeys: Symbol('SecretKeys of the index'),
  keyring: Symbol('Keyring'),
  logger: Symbol('Logger'),
  messageTemplates: Symbol('MessageTemplates'),
  nextLinkRule: Symbol('NextLinkRule'),
  sendPolicy: Symbol('SendPolicy'),
  sessionRules: Symbol('SessionRules'),
  sessionStorage: Symbol('SessionStorage'),
  smsSender: Symbol('SmsSender'),
  termsPolicy: Symbol('TermsPolicy'),
  testNumbers: Symbol('TestNumbers'),
  testSmsSender: Symbol('SmsSender of test numbers'),
  trustPolicy: Symbol('TrustPolicy'),
} as const;

/** What lies behind each token. */
export interface Registrations {
  readonly accountDirectory: AccountDirectory | undefined;
  readonly clock: Clock;
  readonly homeserverRules: HomeserverRules;
  readonly identityAccountOptions: IdentityAccountOptions | undefined;
  readonly identityServerClient: IdentityServerClient | undefined;
  readonly indexKeys: SecretKeys;
  readonly keyring: Keyring;
  readonly logger: Logger;
  readonly messageTemplates: MessageTemplates;
  readonly nextLinkRule: NextLinkRule;
  readonly sendPolicy: SendPolicy;
  readonly sessionRules: SessionRules;
  readonly sessionStorage: SessionStorage;
  readonly smsSender: SmsSender;
  readonly termsPolicy: TermsPolicy | undefined;
  readonly testNumbers: TestNumbers;
  readonly testSmsSender: SmsSender;
  readonly trustPolicy: TrustPolicy;
}

/**
 * A child container of its own for each framework, so that two in one process share nothing. Use cases are registered
 * as singletons in this child: one registered in the parent would be built with the first child's ports.
 */
export function createContainer(
  registrations: Registrations,
  useCases: readonly (new (...args: never[]) => object)[],
): DependencyContainer {
  const child = container.createChildContainer();
  for (const name of Object.keys(tokens) as (keyof Registrations)[]) {
    const value = registrations[name];
    const token = tokens[name] as InjectionToken;
    // tsyringe takes a value of undefined for no value at all; a factory may give it.
    if (value === undefined) child.register(token, { useFactory: () => value });
    else child.register(token, { useValue: value });
  }
  for (const useCase of useCases) child.registerSingleton(useCase as new (...args: unknown[]) => object);
  return child;
}
