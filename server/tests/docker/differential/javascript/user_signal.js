console.log('before');
process.kill(process.pid, 'SIGUSR2');
setInterval(() => {}, 1000);
