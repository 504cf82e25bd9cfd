// Four threads count primes, each in a part of the numbers.
// This file is the main program and, in each worker, the worker's.

const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");

const LIMIT = 400_000;
const THREADS = 4;

function isPrime(number) {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return true;
}

function countPrimes(from, to) {
  let count = 0;
  for (let number = from; number < to; number++) {
    if (isPrime(number)) count++;
  }
  return count;
}

function startWorker(from, to) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: { from, to } });
    worker.once("message", (count) => {
      console.log(`${from} to ${to - 1}: ${count} primes`);
      resolve(count);
    });
    worker.once("error", reject);
  });
}

async function main() {
  const part = LIMIT / THREADS;
  const parts = Array.from({ length: THREADS }, (_, i) => startWorker(i * part, (i + 1) * part));
  const counts = await Promise.all(parts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  console.log(`Below ${LIMIT} there are ${total} primes.`);
}

if (isMainThread) {
  main();
} else {
  parentPort.postMessage(countPrimes(workerData.from, workerData.to));
}
