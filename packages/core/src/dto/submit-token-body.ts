import { IsOpaqueIdentifier, IsText } from './fields.js';

/**
 * What `POST` and `GET validate/msisdn/submitToken` take.
 * Source: Matrix identity service API, `v2_phone_associations.yaml`.
 */
export class SubmitTokenBody {
  @IsOpaqueIdentifier()
  sid!: string;

  @IsOpaqueIdentifier()
  client_secret!: string;

  @IsText(255)
  token!: string;
}
