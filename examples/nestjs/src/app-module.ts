import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { ExampleEnvironment } from '@threepid/example-environment';
import { PostgresAccounts } from '@threepid/example-express/accounts';
import { ThreepidModule } from '@threepid/nestjs';
import { AccountController } from './account-controller.js';
import { ENVIRONMENT, EnvironmentModule } from './environment-module.js';
import { MatrixErrorFilter } from './matrix-error-filter.js';
import { SignInController } from './sign-in-controller.js';

/** An app, with the one import that lets it verify phone numbers. */
@Module({
  imports: [
    EnvironmentModule,
    ThreepidModule.forRootAsync({
      imports: [EnvironmentModule],
      inject: [ENVIRONMENT, PostgresAccounts],
      useFactory: ({ threepid, publicUrl }: ExampleEnvironment, accounts: PostgresAccounts) => ({
        ...threepid,
        accountDirectory: accounts,
        homeserver: { authenticator: accounts, publicUrl },
      }),
    }),
  ],
  controllers: [SignInController, AccountController],
  providers: [{ provide: APP_FILTER, useClass: MatrixErrorFilter }],
})
export class AppModule {}
