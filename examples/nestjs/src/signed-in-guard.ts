import {
  createParamDecorator,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { PostgresAccounts } from '@threepid/example-express/accounts';

interface SignedInRequest {
  readonly headers: { readonly authorization?: string };
  /** Account that makes the request. */
  userId: string;
}

/** A stand-in for your app's own authentication. */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly accounts: PostgresAccounts) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const authentication = await this.accounts.authenticate(token);
    if (authentication.kind !== 'user') throw new UnauthorizedException('Sign in first');
    request.userId = authentication.userId;
    return true;
  }
}

/** The account that makes the request, behind `SignedInGuard`. */
export const UserId = createParamDecorator((_data: unknown, context) => requestOf(context).userId);

function requestOf(context: ExecutionContext): SignedInRequest {
  return context.switchToHttp().getRequest<SignedInRequest>();
}
