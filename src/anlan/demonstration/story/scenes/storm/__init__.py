"""The rain-storm: four townships, two thousand people to move, door by door."""
