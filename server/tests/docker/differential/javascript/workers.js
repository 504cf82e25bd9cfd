const { Worker, isMainThread, workerData, parentPort, threadId } = require('worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename, { workerData: 5 });
  worker.on('message', (m) => console.log('main', m));
  worker.on('exit', (code) => console.log('exit', code));
} else {
  parentPort.postMessage([workerData, threadId, process.argv, process.execArgv, Object.keys(require.cache), require.main === module]);
}
