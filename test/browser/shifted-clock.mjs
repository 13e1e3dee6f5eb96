// Loaded into a server with `node --import`: each SIGUSR2 moves its clock ten minutes ahead, so that no test has to
// wait until a code expires. Only dates move; timers don't.
const step = 600_000;
const realNow = Date.now.bind(Date);
let offset = 0;
Date.now = () => realNow() + offset;
process.on('SIGUSR2', () => {
  offset += step;
  console.log(`moved the time on by ${offset} ms`);
});
