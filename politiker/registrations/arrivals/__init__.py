"""The day itself: tickets, who came when, and who came unannounced."""
