"""C — emergency command 应急指挥: duty, incidents, plans, responses, forces."""
