import { IsOptional, IsString, Matches } from './class-validator.js';
import { IsOpaqueIdentifier, IsSendAttempt, IsShortText, IsText } from './fields.js';

/**
 * Common fields of every requestToken body. Source: Matrix identity service API,
 * `definitions/request_msisdn_validation.yaml`.
 */
export abstract class RequestTokenBody {
  @IsOpaqueIdentifier()
  client_secret!: string;

  /** ISO 3166-1 alpha-2; the empty string beside an international number, as Element's registration sends it. */
  @Matches(/^(?:[A-Z]{2})?$/, {
    message: "$property must be two upper-case letters of ISO 3166-1, such as 'GB'",
  })
  country!: string;

  @IsText(64)
  phone_number!: string;

  abstract send_attempt?: number;

  @IsOptional()
  @IsString()
  next_link?: string;

  /** Ours: the answer to the `challenge` of an earlier 429. */
  @IsOptional()
  @IsText(4_096)
  challenge_answer?: string;

  /** Ours: the channel of the message; empty for SMS. */
  @IsOptional()
  @IsShortText(64)
  channel?: string;
}

/** On v1 `send_attempt` may be missing. Source: spec change 1507. */
export class RequestTokenBodyV1 extends RequestTokenBody {
  @IsOptional()
  @IsSendAttempt()
  send_attempt?: number;
}

/** On v2 it is required. */
export class RequestTokenBodyV2 extends RequestTokenBody {
  @IsSendAttempt()
  send_attempt!: number;
}

/**
 * On the client-server API a client may name the identity server.
 * Source: Matrix client-server API, `definitions/request_msisdn_validation.yaml`.
 */
export class HomeserverRequestTokenBody extends RequestTokenBodyV2 {
  @IsOptional()
  @IsText(255)
  id_server?: string;

  /** It is forwarded as a bearer token, with the characters that RFC 6750 allows. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,1024}$/, { message: '$property must be an access token' })
  id_access_token?: string;
}
