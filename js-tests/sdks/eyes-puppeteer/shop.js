// @ts-check
'use strict';

const { ClassicRunner, Eyes, Target, VisualGridRunner } = require('@applitools/eyes-puppeteer');
const puppeteer = require('puppeteer');

const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

/** @param {string} name */
exports.checkPage = async (name) => {
  const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args });
  try {
    const page = await browser.newPage();
    const runner = process.env.GRID ? new VisualGridRunner() : new ClassicRunner();
    const eyes = new Eyes(runner);
    await page.goto(`${process.env.SHOP_URL}/${name.toLowerCase()}`);
    await eyes.open(page, 'Shop', name, { width: 600, height: 400 });
    await eyes.check('Whole page', Target.window());
    await eyes.closeAsync();
    await runner.getAllTestResults();
  } finally {
    await browser.close();
  }
};
