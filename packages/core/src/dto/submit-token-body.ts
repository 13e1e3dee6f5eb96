import { IsOpaqueIdentifier, IsText } from './fields.js';

/**
 * Fields of `POST` and `GET validate/msisdn/submitToken`.
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
