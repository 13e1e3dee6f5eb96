import { Body, Controller, Get, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import type { Threepid } from '@threepid/core';
import { PostgresAccounts, type Account } from '@threepid/example-express/accounts';
import { THREEPID } from '@threepid/nestjs';
import { SignedInGuard, UserId } from './signed-in-guard.js';

/** The account of the person who is signed in. */
@Controller('account')
@UseGuards(SignedInGuard)
export class AccountController {
  constructor(
    @Inject(THREEPID) private readonly threepid: Threepid,
    private readonly accounts: PostgresAccounts,
  ) {}

  @Get()
  account(@UserId() userId: string): Promise<Account> {
    return this.accounts.account(userId);
  }

  @Post('phone-number')
  @HttpCode(200)
  async addPhoneNumber(
    @UserId() userId: string,
    @Body() { sid, client_secret: clientSecret }: { sid?: unknown; client_secret?: unknown },
  ): Promise<Account> {
    await this.threepid.addThreePid({ userId, sid: String(sid), clientSecret: String(clientSecret) });
    return this.accounts.account(userId);
  }
}
