export {
  UndiciIdentityServerClient,
  type UndiciIdentityServerClientOptions,
} from './undici-identity-server-client.js';
export {
  FederationOpenIdVerifier,
  type FederationOpenIdVerifierOptions,
} from './federation-open-id-verifier.js';
export type { ConnectionOptions } from './verified-agent.js';
