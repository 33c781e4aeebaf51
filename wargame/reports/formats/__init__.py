"""The forms of a report: page, PDF, log as lines, and the charts of the first two. Each draws the same `Paper`."""
