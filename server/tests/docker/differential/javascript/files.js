const fs = require('fs');
console.log(process.cwd(), fs.readdirSync('.'), fs.readdirSync('/tmp'), process.umask());
fs.writeFileSync('out.txt', '줄\nline\n');
console.log(fs.readFileSync('out.txt', 'utf8'), fs.statSync('out.txt').mode, fs.existsSync('/run/madang/gate'));
fs.mkdirSync('a/b', { recursive: true });
fs.renameSync('out.txt', 'a/b/out.txt');
console.log(fs.readdirSync('.', { recursive: true }).sort(), fs.readdirSync('/run/madang'));
try { fs.writeFileSync('/etc/x', ''); } catch (error) { console.log(error.code); }
