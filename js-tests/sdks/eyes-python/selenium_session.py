"""A run of one test in a browser: python selenium_session.py NAME."""

import os
import sys

from applitools.selenium import ClassicRunner, Eyes, Target, VisualGridRunner
from selenium import webdriver

name = sys.argv[1]
options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
    options.add_argument(argument)
driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
try:
    runner = VisualGridRunner() if os.environ.get("GRID") else ClassicRunner()
    eyes = Eyes(runner)
    driver.get(f"{os.environ['SHOP_URL']}/{name.lower()}")
    eyes.open(driver, "Shop", name, {"width": 600, "height": 400})
    eyes.check("Whole page", Target.window())
    eyes.close_async()
    runner.get_all_test_results()
finally:
    driver.quit()
