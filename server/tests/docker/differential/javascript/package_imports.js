console.log(require('#helper'), require('own/helper'), require('./package.json').name);
import('#helper').then((m) => console.log(m.default));
