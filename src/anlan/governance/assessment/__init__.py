"""Assessment 考核: schemes as data, points that explain themselves, rankings with appeal."""
