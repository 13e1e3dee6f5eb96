import { IsOpaqueIdentifier } from './fields.js';

/** Query of `GET 3pid/getValidated3pid`. Source: Matrix identity service API, `v2_associations.yaml`. */
export class SessionQuery {
  @IsOpaqueIdentifier()
  sid!: string;

  @IsOpaqueIdentifier()
  client_secret!: string;
}
