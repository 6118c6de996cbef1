// @ts-check
'use strict';

// Nightwatch finds this file by its name, and takes the hooks from the folder nightwatch/ beside it.
