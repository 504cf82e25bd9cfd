const cluster = require('cluster');
if (cluster.isPrimary) {
  cluster.fork().on('message', (m) => console.log(m));
  cluster.on('exit', (worker, code) => console.log(worker.id, code));
} else {
  process.send(process.execArgv);
  process.exit(3);
}
