import { sveltekit } from '@sveltejs/kit/vite';

export default {
  plugins: [sveltekit()],
  // The packages are used as they are installed, which builds in half the time.
  ssr: { external: true },
  build: { minify: false, reportCompressedSize: false },
};
