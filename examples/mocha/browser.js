const { Builder, Browser } = require('selenium-webdriver');
const chrome = require('selenium-webdriver/chrome');

/** Debian's Chromium and its driver; without these lines, those that Selenium finds. */
const options = new chrome.Options();
options.setChromeBinaryPath('/usr/bin/chromium');
options.addArguments('--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu');
const service = new chrome.ServiceBuilder('/usr/bin/chromedriver');

/** A screenshot of a page, as a PNG in base64. */
exports.screenshotOf = async (url) => {
  const builder = new Builder().forBrowser(Browser.CHROME);
  const driver = await builder.setChromeOptions(options).setChromeService(service).build();
  try {
    await driver.get(url);
    return await driver.takeScreenshot();
  } finally {
    await driver.quit();
  }
};
