"""The text-to-image model of our own: data, networks, training, judge and weights."""
