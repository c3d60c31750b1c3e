"""French says “à” between a day and its hour."""

DATETIME_FORMAT = r"j F Y \à H:i"
SHORT_DATETIME_FORMAT = r"d/m/Y \à H:i"
