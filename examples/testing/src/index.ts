export { addNumber, signIn, verifyNumber } from './adds-a-phone-number.js';
export { askFrom } from './ask-from.js';
export { call, type JsonAnswer } from './json-call.js';
export { quickPostgres } from './quick-postgres.js';
export { runReadme } from './run-readme.js';
export { RunningExample } from './running-example.js';
