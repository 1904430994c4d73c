"""How right are the citations? Data, metrics, runs, statistics and reports."""
