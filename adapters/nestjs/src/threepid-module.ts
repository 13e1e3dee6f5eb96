import { Inject, Module, type DynamicModule, type FactoryProvider, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { createThreepid, type Threepid, type ThreepidOptions } from '@threepid/core';
import { threepidMiddleware } from '@threepid/express';
import { threepidPlugin } from '@threepid/fastify';
import { belowGlobalPrefix } from './global-prefix.js';

/** Injection token of the framework: `constructor(@Inject(THREEPID) private readonly threepid: Threepid) {}`. */
export const THREEPID = Symbol('threepid');

/** Options of `ThreepidModule.forRootAsync`. `useFactory` creates the framework, or its options. */
export type ThreepidModuleAsyncOptions = Pick<DynamicModule, 'imports'> &
  Pick<FactoryProvider<Threepid | ThreepidOptions>, 'inject' | 'useFactory'>;

type Middleware = ReturnType<typeof threepidMiddleware>;
type FastifyHost = Parameters<typeof threepidPlugin>[0];

/**
 * Nest module that answers the protocol's calls, on Nest's Express and Fastify platforms, and leaves all other requests to
 * the host. Global: every module can inject `THREEPID`. It closes nothing: close your clients in `onApplicationShutdown`,
 * when no request is in flight any more.
 */
@Module({})
export class ThreepidModule implements OnModuleInit {
  private middleware: Middleware | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(THREEPID) private readonly threepid: Threepid,
  ) {
    const mounted: Middleware = (req, res, next) => this.middleware?.(req, res, next);
    // A place in front of Nest's body parsers. The adapter is there already, unless this is a testing module.
    host.init$.subscribe(() => {
      if (platformOf(host) === 'express') host.httpAdapter.use(mounted);
    });
  }

  /** For a framework, or its options, that you have when the module is imported. */
  static forRoot(threepid: Threepid | ThreepidOptions): DynamicModule {
    return ThreepidModule.forRootAsync({ useFactory: () => threepid });
  }

  /** For a framework, or its options, made of other providers. */
  static forRootAsync({ imports = [], inject = [], useFactory }: ThreepidModuleAsyncOptions): DynamicModule {
    const create = async (...injected: unknown[]) => toThreepid(await useFactory(...injected));
    const providers = [{ provide: THREEPID, inject, useFactory: create }];
    return { module: ThreepidModule, global: true, imports, providers, exports: [THREEPID] };
  }

  /** Mounts the framework: the global prefix is known by now. */
  onModuleInit(): void {
    const threepid = belowGlobalPrefix(this.threepid, this.config);
    this.middleware = threepidMiddleware(threepid);
    if (platformOf(this.host) === 'fastify')
      this.host.httpAdapter.getInstance<FastifyHost>().register(threepidPlugin, { threepid });
  }
}

/** Undefined without HTTP, as in an application context. */
function platformOf({ httpAdapter }: Partial<HttpAdapterHost>): string | undefined {
  return httpAdapter?.getType();
}

function toThreepid(given: Threepid | ThreepidOptions): Threepid {
  return 'handle' in given ? given : createThreepid(given);
}
