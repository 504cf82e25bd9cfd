console.log(process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY, process.stdout.columns, process.stdout.rows);
console.log(process.stdout.getWindowSize(), process.stdout.getColorDepth(), process.stdout.hasColors(), require('tty').isatty(0));
console.log({ a: [1, 'x', null] }, 1n, Symbol('s'));
console.error('to stderr');
console.log(require('child_process').execSync('stty -a', { stdio: ['inherit', 'pipe', 'inherit'] }).toString());
