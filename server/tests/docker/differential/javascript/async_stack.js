setTimeout(() => console.log(new Error('timer').stack), 1);
(async () => {
  await null;
  console.log(new Error('async').stack);
  throw new RangeError('async end');
})();
