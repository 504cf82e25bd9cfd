const fs = require('fs');
for (const fd of fs.readdirSync('/proc/self/fd').map(Number).sort((a, b) => a - b)) {
  try { console.log(fd, fs.readlinkSync(`/proc/self/fd/${fd}`).replace(/\[\d+\]/, '')); } catch { console.log(fd, 'the listing'); }
}
console.log(fs.openSync('/dev/null'));
