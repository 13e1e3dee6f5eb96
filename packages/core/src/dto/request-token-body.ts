import { IsOptional, IsString, Matches } from 'class-validator';
import { IsOpaqueIdentifier, IsSendAttempt, IsText } from './fields.js';

/**
 * What `POST validate/msisdn/requestToken` takes on v1, where `send_attempt` may be missing.
 * Source: Matrix identity service API, `definitions/request_msisdn_validation.yaml`; spec change 1507.
 */
export class RequestTokenBody {
  @IsOpaqueIdentifier()
  client_secret!: string;

  /** ISO 3166-1 alpha-2; the empty string beside an international number, as Element's registration sends it. */
  @Matches(/^(?:[A-Z]{2})?$/, {
    message: "$property must be two upper-case letters of ISO 3166-1, such as 'GB'",
  })
  country!: string;

  @IsText(64)
  phone_number!: string;

  @IsOptional()
  @IsSendAttempt()
  send_attempt?: number;

  @IsOptional()
  @IsString({ message: '$property must be a string' })
  next_link?: string;
}
