import type { SendEvent, SendPolicy } from '@threepid/core';
import type { CandidateNumber, Askers } from './crowds.js';
import type { ContractRunner } from '../runner/contract-runner.js';

/** Options of `sendPolicyContract`, with the functions of the runner. */
export interface SendPolicyContractOptions extends ContractRunner {
  /** Creates a policy that knows of no message. Called for each test, and more than once by some. */
  readonly create: () => Promise<SendPolicy> | SendPolicy;
  /** Closes a policy of `create`. */
  readonly destroy?: (policy: SendPolicy) => Promise<void> | void;
  /** Creates what another process has: a policy with the same storage, which isn't closed. Left out: all is in one process. */
  readonly createBeside?: (policy: SendPolicy) => Promise<SendPolicy> | SendPolicy;
  /** Creates a policy whose storage can't be reached. Left out: the storage is always there. */
  readonly createUnavailable?: () => Promise<SendPolicy> | SendPolicy;
  /** Numbers that the policy allows messages to: another one for each index below 200. Default: British mobile numbers. */
  readonly number?: (index: number) => CandidateNumber;
  /**
   * How many messages to a number one verification allows, if the number and the caller have none left. Default: any from 1
   * to 10.
   */
  readonly paidBack?: number;
  /** Events after which the policy returns nothing. Default: none, if it has `learn`. */
  readonly unrewarded?: readonly SendEvent['kind'][];
  /** True if the policy delays nobody, however much they ask for. */
  readonly unlimited?: boolean;
}

/** Input of the suite's parts. */
export interface PolicySuite {
  readonly describe: ContractRunner['describe'];
  /** A test, with a function that makes policies for it: each is closed after the test. */
  readonly it: (title: string, body: (make: () => Promise<SendPolicy>) => Promise<void>) => void;
  readonly crowds: readonly Askers[];
  readonly options: SendPolicyContractOptions;
  /** The policy, and that of another process if there is one. */
  readonly processesOf: (policy: SendPolicy) => Promise<readonly SendPolicy[]>;
}
