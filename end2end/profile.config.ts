import config from './playwright.config.ts';

/** What of the page runs until a program has: `cargo xtask profile`. */
export default { ...config, testDir: 'profile', testMatch: '*.ts' };
