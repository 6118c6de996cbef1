"""A run of one test with an image of its own: python images_session.py NAME."""

import base64
import sys

from applitools.images import Eyes, Target

IMAGE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

eyes = Eyes()
eyes.open("Shop", sys.argv[1])
eyes.check("Whole page", Target.image(IMAGE))
eyes.close()
