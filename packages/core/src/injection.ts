// The only importer of tsyringe, which needs the metadata polyfill loaded first.
import 'reflect-metadata';
import {
  container,
  inject as injectUntyped,
  injectable as injectableOfTsyringe,
  Lifecycle,
  type ClassProvider,
  type DependencyContainer,
  type InjectionToken,
} from 'tsyringe';
import type { CurrentBlocks } from './defaults/current-blocks.js';
import type { GuardInForce } from './defaults/guard-in-force.js';
import type { HomeserverRules } from './domain/homeserver-rules.js';
import type { Keyring, SecretKeys } from './domain/keyring.js';
import type { NextLinkRule } from './domain/next-link.js';
import type { RegistrationRules } from './domain/registration-rules.js';
import type { SessionRules } from './domain/session-rules.js';
import type { TestNumbers } from './domain/test-numbers.js';
import type { BudgetsOptions, SpendingRules } from './guard/spending-rules.js';
import type { Senders } from './sms/senders.js';
import type { AccessTokenStorage } from './ports/access-token-storage.js';
import type { AccountDirectory } from './ports/account-directory.js';
import type { BlockStorage } from './ports/block-storage.js';
import type { Challenge } from './ports/challenge.js';
import type { Clock } from './ports/clock.js';
import type { IdentityServerClient } from './ports/identity-server-client.js';
import type { Logger } from './ports/logger.js';
import type { MessageTemplates } from './ports/message-templates.js';
import type { OpenIdVerifier } from './ports/open-id-verifier.js';
import type { SendPolicy } from './ports/send-policy.js';
import type { SessionStorage } from './ports/session-storage.js';
import type { SmsSender } from './ports/sms-sender.js';
import type { SpendingStorage } from './ports/spending-storage.js';
import type { TermsPolicy } from './ports/terms-policy.js';
import type { ThreepidEvents } from './ports/threepid-events.js';
import type { TrustPolicy } from './ports/trust-policy.js';

export type { DependencyContainer };

/**
 * Marks a class whose parameters are injected. Not a re-export: bundlers may redirect one straight to tsyringe, which
 * would then load before its polyfill.
 */
export const injectable = injectableOfTsyringe;

/** Names a value of type `Value`. A symbol, so that names can't clash; the type exists only for the compiler. */
type Token<Value> = symbol & { readonly valueType: Value };

function token<Value>(name: string): Token<Value> {
  return Symbol(name) as Token<Value>;
}

/** The ports, and the rules that come from the options. */
export const tokens = {
  accountDirectory: token<AccountDirectory | undefined>('AccountDirectory'),
  blockStorage: token<BlockStorage | undefined>('BlockStorage'),
  budgets: token<BudgetsOptions | undefined>('BudgetsOptions'),
  challenge: token<Challenge | undefined>('Challenge'),
  clock: token<Clock>('Clock'),
  currentBlocks: token<CurrentBlocks | undefined>('CurrentBlocks'),
  destinationPolicy: token<SendPolicy | undefined>(
    'SendPolicy by countries and types; undefined for a policy of the host',
  ),
  events: token<ThreepidEvents | undefined>('ThreepidEvents'),
  guardInForce: token<GuardInForce | undefined>('GuardInForce'),
  homeserverRules: token<HomeserverRules | undefined>('HomeserverRules'),
  identityServerClient: token<IdentityServerClient | undefined>('IdentityServerClient'),
  indexKeys: token<SecretKeys>('SecretKeys of the index'),
  keyring: token<Keyring>('Keyring'),
  logger: token<Logger>('Logger'),
  messageTemplates: token<MessageTemplates>('MessageTemplates'),
  nextLinkRule: token<NextLinkRule>('NextLinkRule'),
  remembersMessages: token<boolean>('Whether what is known of sent messages is kept for the log and events'),
  reports: token<boolean>('Whether senders learn what became of their messages'),
  sendPolicy: token<SendPolicy>('SendPolicy'),
  senders: token<Senders>('SmsSender of each channel'),
  sessionRules: token<SessionRules>('SessionRules'),
  sessionStorage: token<SessionStorage>('SessionStorage'),
  spendingRules: token<SpendingRules>('SpendingRules'),
  spendingStorage: token<SpendingStorage | undefined>('SpendingStorage'),
  testNumbers: token<TestNumbers>('TestNumbers'),
  testSmsSender: token<SmsSender>('SmsSender of test numbers'),
  trustPolicy: token<TrustPolicy>('TrustPolicy'),
};

/** The further tokens of the identity API v2's accounts. */
export const accountTokens = {
  accessTokenStorage: token<AccessTokenStorage>('AccessTokenStorage'),
  openIdVerifier: token<OpenIdVerifier>('OpenIdVerifier'),
  registrationRules: token<RegistrationRules>('RegistrationRules'),
  termsPolicy: token<TermsPolicy | undefined>('TermsPolicy'),
};

type Tokens = Readonly<Record<string, Token<unknown>>>;

/** A value for each token. */
export type Registrations<Names extends Tokens> = {
  readonly [Name in keyof Names]: Names[Name]['valueType'];
};

/** A class whose parameters are injected. */
type Injectable = Extract<ClassProvider<object>['useClass'], abstract new (...args: never[]) => object>;

/** An instance of each class. */
export type Instances<Classes extends Readonly<Record<string, Injectable>>> = {
  readonly [Name in keyof Classes]: InstanceType<Classes[Name]>;
};

/**
 * Injects the value of a token, or the one instance of a class, into a parameter of a constructor. It doesn't compile
 * if the parameter has another type.
 */
export function inject<Value>(name: Token<Value> | (new (...args: never[]) => Value)) {
  const decorate = injectUntyped(name as InjectionToken);
  return <Class extends abstract new (...args: never[]) => unknown, Index extends number>(
    target: Class,
    key: undefined,
    index: Value extends ConstructorParameters<Class>[Index] ? Index : never,
  ): void => {
    decorate(target, key, index);
  };
}

/**
 * A separate child container for each framework, so that two in one process share nothing. Classes are registered as
 * singletons in this child, because a singleton in the parent would be built with the first child's ports.
 */
export function createContainer(classes: readonly Injectable[]): DependencyContainer {
  const child = container.createChildContainer();
  for (const useClass of classes) child.register(useClass, { useClass }, { lifecycle: Lifecycle.Singleton });
  return child;
}

/** Registers a value for each token. */
export function register<Names extends Tokens>(
  child: DependencyContainer,
  names: Names,
  values: Registrations<Names>,
): void {
  for (const [name, symbol] of Object.entries(names)) {
    const value: unknown = values[name];
    // tsyringe treats the value undefined as unregistered, but accepts it from a factory.
    if (value === undefined) child.register(symbol, { useFactory: () => value });
    else child.register(symbol, { useValue: value });
  }
}

/** The one instance of each class. */
export function resolveAll<Classes extends Readonly<Record<string, Injectable>>>(
  child: DependencyContainer,
  classes: Classes,
): Instances<Classes> {
  const resolved = Object.entries(classes).map(([name, type]) => [name, child.resolve(type)] as const);
  return Object.fromEntries(resolved) as Instances<Classes>;
}
