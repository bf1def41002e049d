"""Teaching a model something new from a folder of pictures: `python -m cute_animal train-lora`."""
