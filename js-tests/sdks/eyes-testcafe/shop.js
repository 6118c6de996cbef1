// @ts-check
'use strict';

const Eyes = require('@applitools/eyes-testcafe');

/**
 * @param {TestController} t
 * @param {string} testName
 */
exports.checkPage = async (t, testName) => {
  const eyes = new Eyes(); // Its default is the grid.
  const browser = [{ name: 'chrome', width: 600, height: 400 }];
  await eyes.open({ t, appName: 'Shop', testName, browser });
  await eyes.checkWindow('Whole page');
  await eyes.close();
  await eyes.waitForResults();
};
