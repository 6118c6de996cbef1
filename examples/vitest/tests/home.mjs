import { checkPage } from 'local-eyes';
import { test } from 'vitest';

/** An image of one point, in place of a screenshot. */
const IMAGE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('Home', () => checkPage('Home', IMAGE));
