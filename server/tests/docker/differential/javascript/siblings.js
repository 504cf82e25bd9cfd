const helper = require('./helper');
const data = require('./lib/data.json');
console.log(helper.value, helper.parent === module, data, module.children.map((m) => m.filename));
console.log(Object.keys(require.cache));
import('./esm.mjs').then((m) => console.log(m.default, m.url));
