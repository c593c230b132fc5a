import sys

from chungtay.config.cli import main

sys.exit(main())
