import config from './playwright.config.ts';

/** Benchmarks that need a browser: `cargo xtask bench typing`. */
export default { ...config, testDir: 'bench', testMatch: '*.ts', timeout: 180_000 };
