console.log('leaving');
process.on('exit', (code) => console.log('exit', code));
process.exitCode = 7;
