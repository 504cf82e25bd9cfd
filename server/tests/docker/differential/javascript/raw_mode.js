process.stdin.setRawMode(true);
process.stdin.once('data', (bytes) => {
  process.stdin.setRawMode(false);
  console.log([...bytes]);
  process.exit();
});
process.stdout.write('?> ');
