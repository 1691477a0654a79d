"""Finding a date together: the organiser proposes some, those invited answer, and one becomes the event's."""
