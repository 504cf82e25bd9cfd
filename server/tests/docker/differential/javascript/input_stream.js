process.stdout.write('?> ?> ');
process.stdin.setEncoding('utf8');
let text = '';
process.stdin.on('data', (part) => (text += part));
process.stdin.on('end', () => console.log(JSON.stringify(text)));
