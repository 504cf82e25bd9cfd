process.on('SIGINT', () => {
  console.log('caught');
  process.exit(3);
});
process.stdout.write('?> ');
setInterval(() => {}, 1000);
