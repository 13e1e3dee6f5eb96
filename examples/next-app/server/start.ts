import { verification } from './verification';

// Invalid settings stop the server here, rather than fail the first request.
try {
  await verification();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
