process.on('SIGTERM', () => {
  console.log('got SIGTERM');
  process.kill(process.pid, 'SIGKILL');
});
setInterval(() => {}, 1000);
process.kill(process.pid, 'SIGTERM');
