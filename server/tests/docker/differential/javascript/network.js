const net = require('net');
const server = net.createServer((socket) => socket.end('through lo')).listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').on('data', (d) => console.log(String(d))).on('close', () => server.close());
  net.connect(80, '192.0.2.1').on('error', (error) => console.log(error.code));
});
console.log(require('os').networkInterfaces());
