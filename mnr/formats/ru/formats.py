"""Russian with the year in words, as in letters of an office: a date that ends in “г.” would put two full stops at the
end of a sentence. The number of the day stays with its month, and the word with its year."""

DATE_FORMAT = "j\u00a0E Y\u00a0года"
DATETIME_FORMAT = "j\u00a0E Y\u00a0года, G:i"
YEAR_MONTH_FORMAT = "F Y\u00a0года"
MONTH_DAY_FORMAT = "j\u00a0E"
