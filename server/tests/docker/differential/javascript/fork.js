const { fork, execFileSync, spawnSync } = require('child_process');
if (process.argv[2] === 'child') {
  process.send([process.argv, process.execArgv, Object.keys(require.cache)]);
} else {
  fork(__filename, ['child']).on('message', (m) => console.log(m)).on('exit', (code) => console.log(code));
  console.log(String(execFileSync(process.execPath, ['-p', 'process.execArgv'])));
  const { status, stdout, stderr } = spawnSync('sh', ['-c', 'echo out; echo err >&2; exit 4']);
  console.log(status, String(stdout), String(stderr));
  console.log(String(execFileSync('sh', ['-c', 'env | grep -v ^_= | sort; ls /proc/self/fd | wc -l'])));
}
