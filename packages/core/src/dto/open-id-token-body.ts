import { IsText } from './fields.js';

/**
 * Body of `POST account/register`: the answer of the homeserver's `openid/request_token`. The homeserver checks its
 * lifetime.
 */
export class OpenIdTokenBody {
  @IsText(4_096)
  access_token!: string;

  @IsText(255)
  matrix_server_name!: string;
}
