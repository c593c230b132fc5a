"""The performance ratios, each a command: `chungtay bench --list`. See docs/operations/performance.md."""
