import { join } from 'node:path/posix';
import type { ApplicationConfig } from '@nestjs/core';
import type { Threepid } from '@threepid/core';

type Mounted = Pick<Threepid, 'claims' | 'handle'>;

/** The framework below the host's global prefix, except for the paths that the host excludes from it. */
export function belowGlobalPrefix({ claims, handle }: Mounted, config: ApplicationConfig): Mounted {
  // With one slash at each end, whatever the host wrote.
  const prefix = join('/', config.getGlobalPrefix(), '/');
  const { exclude = [] } = config.getGlobalPrefixOptions();
  const isApart = (path: string): boolean => exclude.some(({ pathRegex }) => pathRegex.test(path));
  return {
    claims: claims.map(({ path, methods }) => ({ path: isApart(path) ? path : join(prefix, path), methods })),
    handle: ({ path, ...request }) =>
      handle({ ...request, path: path.startsWith(prefix) ? path.slice(prefix.length - 1) : path }),
  };
}
