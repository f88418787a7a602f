"""How words leave the clinic: channels and their gateways."""
