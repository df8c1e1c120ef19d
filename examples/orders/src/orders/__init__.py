"""The orders service: takes an order, prices it, stores it."""
