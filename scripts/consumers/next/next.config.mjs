export default {
  skipTrailingSlashRedirect: true,
  rewrites: async () => ({
    beforeFiles: [{ source: '/pages/_matrix/:path*', destination: '/api/_matrix/:path*' }],
  }),
};
