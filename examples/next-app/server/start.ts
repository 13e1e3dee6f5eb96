import { verification } from './verification';

// Settings that can't be used stop the server here, and not the first person who comes.
try {
  await verification();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
