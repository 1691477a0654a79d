"""What an event asks and promises beyond its seats: seats held for some, limits, two ways, prices, and presence."""
