"""The scoreboard: what the station reads of strangers' hands, with the peer beside it, in one table."""
