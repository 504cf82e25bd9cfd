const fs = require('fs');
process.stdout.write('?> ');
console.log(JSON.stringify(fs.readFileSync(0, 'utf8')));
