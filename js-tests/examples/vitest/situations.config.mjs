import example from './vitest.config.mjs';

export default { test: { ...example.test, include: ['situations/*.mjs'] } };
