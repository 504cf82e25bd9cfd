const v8 = require('v8'), os = require('os');
console.log(v8.getHeapStatistics().heap_size_limit, process.version, process.versions.v8, process.features, os.homedir(), os.hostname(), os.tmpdir());
console.log(process.allowedNodeEnvironmentFlags.size, process.config.variables.node_shared, Intl.DateTimeFormat().resolvedOptions().locale);
console.log(require('fs').readFileSync('/proc/self/oom_score_adj', 'utf8'), os.getPriority());
