console.log('before');
process.on('SIGABRT', () => {});
process.removeAllListeners('SIGABRT');
require('child_process').execFileSync('kill', ['-USR2', String(process.pid)]);
setInterval(() => {}, 1000);
