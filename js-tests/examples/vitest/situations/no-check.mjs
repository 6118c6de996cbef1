import { test } from 'vitest';

test('checks nothing', () => {});
