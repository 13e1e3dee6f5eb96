/** @type {import('next').NextConfig} */
export default {
  // A path of the protocol has no slash at its end: without this, Next answers 308 instead of 404.
  skipTrailingSlashRedirect: true,
  rewrites: () => ({
    beforeFiles: [{ source: '/pages/_matrix/:path*', destination: '/api/_matrix/:path*' }],
  }),
};
