"""What keeps rooms habitable: reports, and what facilitators and moderators do, with a reason."""
