// Filled below: drafts, idle lock, double submit, questions, counters.
