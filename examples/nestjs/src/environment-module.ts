import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { openEnvironment, type ExampleEnvironment } from '@threepid/example-environment';
import { PostgresAccounts } from '@threepid/example-express/accounts';

/** Injection token of the environment. */
export const ENVIRONMENT = Symbol('environment');

/** What the app is made of: its settings, with storage and SMS provider, and its accounts. */
@Module({
  providers: [
    { provide: ENVIRONMENT, useFactory: () => openEnvironment(process.env) },
    {
      provide: PostgresAccounts,
      inject: [ENVIRONMENT],
      useFactory: ({ accounts }: ExampleEnvironment) => PostgresAccounts.open(accounts),
    },
  ],
  exports: [ENVIRONMENT, PostgresAccounts],
})
export class EnvironmentModule implements OnApplicationShutdown {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: ExampleEnvironment,
    private readonly accounts: PostgresAccounts,
  ) {}

  /** When Nest calls this, no request is in flight any more. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.accounts.close(), this.environment.close()]);
  }
}
