import { IsText } from './fields.js';

/** What `POST account/register` takes: the answer of the homeserver's `openid/request_token`. Its lifetime is the homeserver's matter. */
export class OpenIdTokenBody {
  @IsText(4_096)
  access_token!: string;

  @IsText(255)
  matrix_server_name!: string;
}
