import { BadRequestException, Body, Controller, HttpCode, Post } from '@nestjs/common';
import { PostgresAccounts } from '@threepid/example-express/accounts';

/** A stand-in for your app's sign-in. */
@Controller('sign-in')
export class SignInController {
  constructor(private readonly accounts: PostgresAccounts) {}

  @Post()
  @HttpCode(200)
  async signIn(@Body() { user }: { user?: unknown }): Promise<{ token: string }> {
    if (typeof user !== 'string' || user === '') throw new BadRequestException('user must be a name');
    return { token: await this.accounts.signIn(user) };
  }
}
