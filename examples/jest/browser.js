const puppeteer = require('puppeteer');

/** Debian's Chromium; without these options, Puppeteer's own (`npx puppeteer browsers install chrome`). */
const DEBIAN = { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] };

/** A screenshot of a page, as a PNG in base64. */
exports.screenshotOf = async (url) => {
  const browser = await puppeteer.launch(DEBIAN);
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await page.screenshot({ encoding: 'base64' });
  } finally {
    await browser.close();
  }
};
