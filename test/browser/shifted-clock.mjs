// Loaded before a server by `node --import`: each SIGUSR2 moves its time ten minutes on, so that a code expires while no
// test waits for it. Dates alone are moved; timers run on.
const step = 600_000;
const realNow = Date.now.bind(Date);
let offset = 0;
Date.now = () => realNow() + offset;
process.on('SIGUSR2', () => {
  offset += step;
  console.log(`moved the time on by ${offset} ms`);
});
